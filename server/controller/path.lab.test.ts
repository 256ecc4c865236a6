import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { twoTenants } from '../../bench/support/two-tenants';
import { execInHost } from '../../lab/lab';
import { waitUntil } from '../../lab/wait';
import { acmeHand } from '../adopt/fixtures/lab-hands';
import { adoptOperations } from '../adopt/operations';
import type { Fix, PathAnswer } from '../diagnose/path/answer';
import { ADDRESS_CASES } from '../diagnose/path/fixtures/address-cases';
import { CASES } from '../diagnose/path/fixtures/cases';
import { SUBTLE_CASES } from '../diagnose/path/fixtures/subtle-cases';
import type { PathWish } from '../diagnose/path/scene';
import { loadIntent } from '../intent/load';
import { endpointLabel } from '../model/intent';
import { type Rig, startRig } from './rig.testing';

let rig: Rig;
const words = new Map<string, Record<string, string>>();
const took: number[] = [];

async function type(host: string, command: string): Promise<void> {
  const line = filled(host, command);
  const { status, stderr } = await execInHost({ stateDir: rig.stateDir, host, argv: line.split(' ') });
  if (status !== 0) throw new Error(`${host}: ${line}: ${stderr}`);
}

function filled(host: string, text: string): string {
  let line = text;
  for (const [word, value] of Object.entries(words.get(host) ?? {})) line = line.replaceAll(word, value);
  return line;
}

async function endpoint(tenant: string, host: string): Promise<string> {
  const { tenants, hosts } = await loadIntent();
  const hostId = hosts.find(({ name }) => name === host)?.id;
  const found = tenants.find(({ name }) => name === tenant)?.endpoints.find((one) => one.hostId === hostId);
  if (!found) throw new Error(`there is no ${tenant}@${host}`);
  return found.id;
}

async function path(from = 'node01', to = 'node02', tenant = 'microsoft'): Promise<PathAnswer> {
  return find({ from: await endpoint(tenant, from), to: await endpoint(tenant, to) });
}

async function find(wish: PathWish): Promise<PathAnswer> {
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

async function labelled(label: string): Promise<string> {
  const { tenants, hosts } = await loadIntent();
  for (const tenant of tenants) {
    const found = tenant.endpoints.find((one) => endpointLabel(tenant, one, hosts) === label);
    if (found) return found.id;
  }
  throw new Error(`there is no ${label}`);
}

/** A tenant whose endpoints are in two networks, one with both families and one with IPv6 alone. */
const FABRIKAM = `
  fabrikam:
    prefix: fabr
    networks:
      front: { vni: 30, subnets: [10.9.0.0/24, fd00:9::/64] }
      six: { vni: 31, subnets: [fd00:6::/64] }
    endpoints:
      - { host: node01, name: web, interfaces: [{ network: front, addresses: [10.9.0.4, fd00:9::4] }, { network: six, addresses: [fd00:6::4] }] }
      - { host: node02, name: web, interfaces: [{ network: front, addresses: [10.9.0.5, fd00:9::5] }, { network: six, addresses: [fd00:6::5] }] }
      - { host: node02, name: db, network: six, address: fd00:6::6 }
`;

beforeAll(async () => {
  rig = await startRig({ hosts: 3 });
  await rig.settled();
  await rig.commitFile(`${twoTenants(['node01', 'node02', 'node03'])}${FABRIKAM}`);
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
    const all = { $VTEP2: vtep('node02'), $VTEP3: vtep('node03'), $HOST1: hosts[0]?.address ?? '' };
    // Longer words first: one begins as the other.
    const own = { ...all, $VTEP: vtep(name), $PEER: vtep(peer) };
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

const ISALL = process.env.OVERLANE_FAULTS === 'all';

/** Endpoints by label, in shapes that a path can have. */
const HEALTHY: [shape: string, from: string, to: string, family?: 4 | 6][] = [
  ...['microsoft', 'apple'].flatMap((tenant) =>
    ['12', '21', '13', '32'].map(([a, b]): [string, string, string] => [
      'two tenants with the same addresses',
      `${tenant}@node0${a}`,
      `${tenant}@node0${b}`,
    ]),
  ),
  ['several networks', 'fabrikam/web@node01', 'fabrikam/web@node02', 4],
  ['several networks', 'fabrikam/web@node02', 'fabrikam/web@node01', 4],
  ['IPv6 beside IPv4', 'fabrikam/web@node01', 'fabrikam/web@node02', 6],
  ['IPv6 beside IPv4', 'fabrikam/web@node02', 'fabrikam/web@node01', 6],
  ['IPv6 alone', 'fabrikam/web@node01', 'fabrikam/db@node02'],
  ['IPv6 alone', 'fabrikam/db@node02', 'fabrikam/web@node01'],
  ['one host', 'fabrikam/web@node02', 'fabrikam/db@node02'],
  ['one host', 'fabrikam/db@node02', 'fabrikam/web@node02'],
];

async function isHealthy(from: string, to: string, family?: 4 | 6): Promise<void> {
  const wish = { from: await labelled(from), to: await labelled(to), ...(family && { family }) };
  const { verdict, sentence, evidence } = await find(wish);
  expect({ verdict, sentence, evidence }).toMatchObject({ verdict: 'ok', evidence: [] });
}

describe('a path without a fault', () => {
  it.each(ISALL ? HEALTHY : HEALTHY.filter((_, i) => i % 5 === 0))(
    'is told as one: %s, %s to %s %s',
    { timeout: 30_000 },
    async (_shape, from, to, family) => isHealthy(from, to, family),
  );
});
/** `npm run faults` makes all of them, `npm test` one of each eleven, on either side in turn. */
const ALL = [...CASES, ...SUBTLE_CASES];
const TRIED = ISALL ? ALL : ALL.filter((_, i) => i % 11 === 3);

describe('a fault', () => {
  it.each(TRIED)('$name', { timeout: 60_000 }, async ({ on, commands, undo, ...wanted }) => {
    for (const command of commands) await type(on, command);
    // The two ends are read anew; of any other host what its kernel told counts.
    if (on === 'node03') await told(1);
    const answer = await path();
    for (const command of undo ?? []) await type(on, command);
    // What the fix mends may have hidden more, and each is named in its turn. It is mended whatever the answer was, so
    // that the next fault is made on a whole path.
    let last = answer;
    for (let tries = 0; last.verdict !== 'ok' && tries < 6; tries++) {
      if (tries > 0 || !undo) await mend(last.fix);
      if (on === 'node03') await told(0);
      last = await path();
    }
    const { verdict, culprit, cause, sentence } = answer;
    expect({
      verdict,
      culprit: { host: culprit?.host, kind: culprit?.object.kind },
      cause,
      sentence,
    }).toEqual({
      verdict: expect.toBeOneOf([wanted.verdict].flat()),
      culprit: wanted.culprit,
      cause: expect.stringMatching(wanted.cause),
      sentence: expect.any(String),
    });
    expect(answer.fix).not.toBeNull();
    expect({ verdict: last.verdict, sentence: last.sentence }).toMatchObject({ verdict: 'ok' });
  });
});

const ASKED = ISALL ? ADDRESS_CASES : ADDRESS_CASES.filter((_, i) => i % 5 === 1);

describe('a path to an address', () => {
  it.each(ASKED)('$name', { timeout: 60_000 }, async ({ target, commands, heard, undo, ...wanted }) => {
    for (const [host, line] of commands) await type(host, line);
    try {
      if (heard) {
        await rig.until(heard.host, ({ observed }) => {
          const space = observed?.namespaces.find(({ name }) => name === heard.namespace);
          const links = (heard.namespace === null ? observed : space)?.links ?? [];
          const link = links.find(({ addresses }) => addresses.some(({ text }) => text === heard.address));
          return link?.up === heard.up;
        });
      }
      const answer = await find({
        from: await endpoint('microsoft', 'node01'),
        address: filled('node01', target),
      });
      const { verdict, culprit, cause, sentence, fix } = answer;
      const said = {
        verdict,
        culprit: culprit && { host: culprit.host, kind: culprit.object.kind },
        cause,
        sentence,
      };
      expect({ ...said, fix: fix?.kind ?? null }).toEqual({
        verdict: wanted.verdict,
        culprit: wanted.culprit,
        cause: wanted.cause && expect.stringMatching(wanted.cause),
        sentence: expect.stringMatching(wanted.sentence ?? /./),
        fix: wanted.fix,
      });
      await mend(fix);
    } finally {
      for (const [host, line] of undo) await type(host, line).catch(() => {});
    }
    // Nothing of it is left for the next.
    await waitUntil(() => rig.controller.drift().length === 0, { everyMs: 20, atMostMs: 5_000 });
  });
});

describe.runIf(ISALL)('a path without a fault, on another underlay', () => {
  it('is told as one where somebody built it by hand and it was adopted', { timeout: 60_000 }, async () => {
    for (const [n, host] of ['node01', 'node02'].entries()) {
      const { status, stderr } = await execInHost({
        stateDir: rig.stateDir,
        host,
        argv: ['sh', '-e'],
        stdio: { input: `${acmeHand(n + 1)}\n` },
      });
      if (status !== 0) throw new Error(`${host}: ${stderr}`);
    }
    const free = () =>
      rig.controller
        .proposal()
        .tenants.filter(({ tenant, obstacles }) => tenant.name === 'acme' && obstacles.length === 0);
    await waitUntil(() => free().length > 0, { everyMs: 50, atMostMs: 15_000 });
    const { operations, faults } = adoptOperations(await loadIntent(), rig.controller.proposal(), free());
    expect(faults).toEqual([]);
    await rig.commit(operations);
    await rig.settled();
    await isHealthy('acme/web@node01', 'acme/web@node02');
    await isHealthy('acme/db@node01', 'acme/web@node02');
    await isHealthy('acme/web@node02', 'acme/db@node02');
  });

  it('is told as one where the switches carry different MTUs', { timeout: 60_000 }, async () => {
    await type('node03', 'ip link set dev eth1 mtu 9000');
    await rig.until(
      'node03',
      ({ observed }) => observed?.links.find(({ name }) => name === 'eth1')?.mtu === 9000,
    );
    await rig.settled();
    await isHealthy('microsoft@node01', 'microsoft@node03');
    await isHealthy('microsoft@node03', 'microsoft@node02');
  });

  it('is told as one over IPv6', { timeout: 60_000 }, async () => {
    const { hosts } = await loadIntent();
    for (const { name } of hosts) {
      await type(name, `ip address add fd10::${name.at(-1)}/64 dev eth1 nodad`);
      await rig.until(
        name,
        ({ observed }) =>
          observed?.links.some(({ addresses }) => addresses.some(({ text }) => text.startsWith('fd10::'))) ??
          false,
      );
    }
    await rig.commit(
      hosts.map((host) => ({
        op: 'host.set' as const,
        host: { ...host, underlay: { device: 'eth1', address: `fd10::${host.name.at(-1)}` } },
      })),
    );
    await rig.settled();
    await isHealthy('microsoft@node01', 'microsoft@node02');
    await isHealthy('apple@node03', 'apple@node01');
    await isHealthy('fabrikam/web@node02', 'fabrikam/web@node01', 6);
  });
});
