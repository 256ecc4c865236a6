import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { twoTenants } from '../../bench/support/two-tenants';
import { execInHost } from '../../lab/lab';
import { waitUntil } from '../../lab/wait';
import type { Fix, PathAnswer } from '../diagnose/path/answer';
import { CASES } from '../diagnose/path/fixtures/cases';
import { loadIntent } from '../intent/load';
import { type Rig, startRig } from './rig.testing';

let rig: Rig;
const words = new Map<string, Record<string, string>>();
const took: number[] = [];

async function type(host: string, command: string): Promise<void> {
  let line = command;
  for (const [word, value] of Object.entries(words.get(host) ?? {})) line = line.replaceAll(word, value);
  const { status, stderr } = await execInHost({ stateDir: rig.stateDir, host, argv: line.split(' ') });
  if (status !== 0) throw new Error(`${host}: ${line}: ${stderr}`);
}

async function endpoint(tenant: string, host: string): Promise<string> {
  const { tenants, hosts } = await loadIntent();
  const hostId = hosts.find(({ name }) => name === host)?.id;
  const found = tenants.find(({ name }) => name === tenant)?.endpoints.find((one) => one.hostId === hostId);
  if (!found) throw new Error(`there is no ${tenant}@${host}`);
  return found.id;
}

async function path(from = 'node01', to = 'node02', tenant = 'microsoft'): Promise<PathAnswer> {
  const wish = { from: await endpoint(tenant, from), to: await endpoint(tenant, to) };
  const begun = performance.now();
  const answer = await rig.controller.path(wish, true, AbortSignal.timeout(30_000));
  took.push(performance.now() - begun);
  return answer;
}

const told = (items: number) =>
  waitUntil(() => rig.controller.drift().length === items, { everyMs: 20, atMostMs: 5_000 });

/** What the button does, or the person who is told the command. */
async function mend(fix: Fix | null): Promise<boolean> {
  if (fix?.kind === 'command') await type(fix.host, fix.argv.join(' '));
  if (fix?.kind !== 'repair') return fix !== null;
  await waitUntil(() => rig.controller.drift().some(({ key }) => key === fix.key), {
    everyMs: 20,
    atMostMs: 5_000,
  });
  const { failed } = await rig.controller.repair([fix.key]);
  expect(failed).toEqual([]);
  return true;
}

beforeAll(async () => {
  rig = await startRig({ hosts: 3 });
  await rig.settled();
  await rig.commitFile(twoTenants(['node01', 'node02', 'node03']));
  await rig.settled();
  const { hosts } = await loadIntent();
  const macs = new Map<string, string>();
  for (const { id, name } of hosts) {
    const { observed } = await rig.until(name, (live) => (live.observed?.namespaces.length ?? 0) > 1);
    const space = observed?.namespaces.find((one) => one.name === 'microsoft');
    macs.set(name, space?.links.find((link) => link.name === 'msft-veth1')?.mac ?? '');
    expect(observed?.hostId).toBe(id);
  }
  const vtep = (name: string) => hosts.find((host) => host.name === name)?.underlay?.address ?? '';
  for (const { name } of hosts) {
    const peer = name === 'node01' ? 'node02' : 'node01';
    const own = { $VTEP: vtep(name), $PEER: vtep(peer) };
    words.set(name, { ...own, $MAC1: macs.get('node01') ?? '', $MAC2: macs.get('node02') ?? '' });
  }
}, 120_000);
afterAll(async () => {
  await rig?.stop();
  const sorted = [...took].sort((a, b) => a - b);
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]?.toFixed(0);
  console.log(`${took.length} paths: median ${at(0.5)} ms, p95 ${at(0.95)} ms`);
});

describe('a path without a fault', () => {
  it('is told as one, for every pair of both tenants', async () => {
    for (const tenant of ['microsoft', 'apple']) {
      for (const from of ['node01', 'node02', 'node03']) {
        for (const to of ['node01', 'node02', 'node03']) {
          if (from === to) continue;
          const { verdict, sentence, evidence } = await path(from, to, tenant);
          expect({ verdict, sentence, evidence }).toMatchObject({ verdict: 'ok', evidence: [] });
        }
      }
    }
  }, 120_000);
});

/** `npm run faults` makes all of them, `npm test` one of each seven, on either side in turn. */
const TRIED = process.env.OVERLANE_FAULTS === 'all' ? CASES : CASES.filter((_, i) => i % 7 === 3);

describe('a fault', () => {
  it.each(TRIED)('$name', { timeout: 60_000 }, async ({ on, commands, undo, ...wanted }) => {
    for (const command of commands) await type(on, command);
    // The two ends are read anew; of any other host what its kernel told counts.
    if (on === 'node03') await told(1);
    const answer = await path();
    const { verdict, culprit, cause, sentence } = answer;
    try {
      expect({
        verdict,
        culprit: { host: culprit?.host, kind: culprit?.object.kind },
        cause,
        sentence,
      }).toEqual({
        verdict: wanted.verdict,
        culprit: wanted.culprit,
        cause: expect.stringMatching(wanted.cause),
        sentence: expect.any(String),
      });
      expect(answer.fix).not.toBeNull();
    } finally {
      for (const command of undo ?? []) await type(on, command);
    }
    // What the fix mends may have hidden more, and each is named in its turn.
    let last = answer;
    for (let tries = 0; last.verdict !== 'ok' && tries < 6; tries++) {
      if (tries > 0 || !undo) await mend(last.fix);
      if (on === 'node03') await told(0);
      last = await path();
    }
    expect({ verdict: last.verdict, sentence: last.sentence }).toMatchObject({ verdict: 'ok' });
  });
});
