import { ATTEMPTS } from './attempts';
import { type Fuzzed, fuzz } from './fuzz';
import { ITEMS } from './items';
import { allDuring, type Judged, judge, witnessAll } from './judge';
import { fuzzReport, report, soakReport } from './report';
import { soak } from './soak';
import { startWorld } from './world';

/**
 * `npm run security [-- PART…]`: all attempts and the fuzz, or only these parts: numbers of promises, `fuzz`, `soak`.
 * OVERLANE_SECURITY_VALUES and OVERLANE_SECURITY_SEED are the fuzz's.
 */

const VALUES = Number(process.env.OVERLANE_SECURITY_VALUES ?? 20_800);
const SEED = Number(process.env.OVERLANE_SECURITY_SEED ?? Math.trunc(Math.random() * 2 ** 31));
const CLIENTS = Number(process.env.OVERLANE_SECURITY_CLIENTS ?? 100);
const EDITS = Number(process.env.OVERLANE_SECURITY_EDITS ?? 100);

/** Searched for what all others left behind. */
const LAST = 19;

const asked = process.argv.slice(2);
const all = Object.keys(ITEMS).map(Number);
const numbers = asked.filter((part) => /^\d+$/.test(part)).map(Number);
const items = asked.length > 0 ? numbers : all;
const isAsked = (part: string) => asked.length === 0 || asked.includes(part);

const say = (text: string) => process.stdout.write(`${text}\n`);
const world = await startWorld();
const witnesses = await witnessAll(world);
const judged: Judged[] = [];
let fuzzed: Fuzzed | null = null;
let faults = 0;
try {
  const look = async (item: number) => {
    const begun = performance.now();
    const one = await judge(
      world,
      witnesses,
      item,
      ATTEMPTS.filter((attempt) => attempt.item === item),
    );
    judged.push(one);
    faults += one.faults.length;
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    say(`${one.faults.length === 0 ? '✓' : '✗'} ${item}. ${ITEMS[item]} (${seconds} s)`);
  };
  for (const item of items.filter((one) => one !== LAST)) await look(item);
  if (isAsked('fuzz')) {
    const lines = await allDuring(witnesses, async () => {
      fuzzed = await fuzz(world, { values: VALUES, seed: SEED });
    });
    if (fuzzed) {
      const { faults: found } = fuzzed as Fuzzed;
      found.push(...lines.map((line) => `a kernel announced: ${line}`));
      faults += found.length;
      say(fuzzReport(fuzzed));
    }
  }
  // It takes minutes, and tells nothing of one attacker.
  if (asked.includes('soak')) {
    const soaked = await soak(world, { clients: CLIENTS, edits: EDITS });
    faults += soaked.faults.length;
    say(soakReport(soaked));
  }
  if (items.includes(LAST)) await look(LAST);
} finally {
  for (const witness of witnesses) witness.stop();
  await world.stack.stop();
}
if (judged.length > 0) say(`\n${report(judged, world.measured)}`);
process.exit(faults === 0 ? 0 : 1);
