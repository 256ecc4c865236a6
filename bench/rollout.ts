import { type Rig, startRig } from '../server/controller/rig.testing';
import { figures, ratio, spread } from './support/spread';

const ROUNDS = Number(process.env.OVERLANE_BENCH_ROUNDS ?? 9);
const SECONDS = 30;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** The same change with a way back on every host: until all were read back, and until it is kept. */
async function guarded(rig: Rig, file: string): Promise<{ made: number; kept: number }> {
  let begun = Number.NaN;
  let made = Number.NaN;
  const go = await rig.preparedTogether(file, { seconds: SECONDS, by: 'checks' }, ({ hosts }) => {
    if (Number.isNaN(made) && hosts.every(({ step }) => step !== 'waiting' && step !== 'armed'))
      made = performance.now() - begun;
  });
  begun = performance.now();
  const last = await go();
  if (last.stage !== 'kept' || !last.isGuarded) throw new Error(`it was ${last.stage}: ${last.reason}`);
  return { made, kept: performance.now() - begun };
}

async function back(rig: Rig, file: string): Promise<void> {
  await rig.commitFile(file);
  await rig.settled();
}

/** Touches what runs: every device of the networks gets another MTU. */
async function scenario(rig: Rig, title: string, file: string, smaller: string): Promise<void> {
  const plain: number[] = [];
  const made: number[] = [];
  const kept: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    // Each way of going is measured in both directions, and each is the first in turn: what an apply leaves to be
    // done in the background falls on the next.
    const [from, to] = round % 2 === 0 ? [file, smaller] : [smaller, file];
    const isGuardedFirst = round % 4 >= 2;
    let other = isGuardedFirst ? await guarded(rig, to) : null;
    if (other) await back(rig, from);
    const unguarded = await timed(await rig.prepared(to));
    if (!other) {
      await back(rig, from);
      other = await guarded(rig, to);
    }
    // The first round warms up: code is compiled, pages are mapped.
    if (round === 0) continue;
    plain.push(unguarded);
    made.push(other.made);
    kept.push(other.kept);
  }
  console.log(`
${title}; ms, median (least–most) of ${ROUNDS} interleaved rounds
  each host by itself, commit to read-back of all   ${figures(spread(plain))}
  all hosts or none, commit to read-back of all     ${figures(spread(made))}
    ratio                                           ${ratio(made, plain)}   aim: at most 1.10
  all hosts or none, until it is kept               ${figures(spread(kept))}
    ratio                                           ${ratio(kept, plain)}`);
}

function tenants(count: number, mtu: number): string {
  const list = Array.from({ length: count }, (_, n) =>
    [
      `  tenant${n}:`,
      `    prefix: t${n}`,
      `    networks: { default: { vni: ${1000 + n}, mtu: ${mtu}, subnets: [10.1.0.0/24] } }`,
      '    endpoints:',
      '      - { host: node01, network: default, address: 10.1.0.4 }',
      '      - { host: node02, network: default, address: 10.1.0.5 }',
    ].join('\n'),
  );
  return `tenants:\n${list.join('\n')}\n`;
}

const rig = await startRig({ hosts: 2 });
try {
  await rig.settled();
  for (const count of [2, 100]) {
    await rig.commitFile(tenants(count, 1400));
    await rig.settled();
    await scenario(
      rig,
      `2 hosts × ${count} tenants, another MTU`,
      tenants(count, 1400),
      tenants(count, 1390),
    );
  }
} finally {
  await rig.stop();
}
process.exit(0);
