import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnAt } from '../../lab/exec';
import { execInHost, labStatus } from '../../lab/lab';
import { missingInHosts } from '../../lab/obstacle';
import { waitUntil } from '../../lab/wait';
import { type EventWitness, witnessEvents } from '../../lab/witness/kernel-events';
import { kernelState } from '../../lab/witness/kernel-state';
import { type Rig, startRig } from '../controller/rig.testing';
import { inverseOf } from '../intent/inverse';
import { loadIntent } from '../intent/load';
import { takeCharge } from '../model/adopted';
import { acmeHand, blueHand } from './fixtures/lab-hands';
import { adoptOperations } from './operations';

const HOSTS = ['node01', 'node02', 'node03'];

let rig: Rig;
let witnesses: EventWitness[];
const at = (host: string) => ({ stateDir: rig.stateDir, host });

beforeAll(async () => {
  rig = await startRig({ hosts: 3 });
  await rig.settled();
  for (const { scripts } of possible) {
    for (const [host, script] of Object.entries(scripts)) await typed(host, script);
  }
  await quiet();
  witnesses = await Promise.all(HOSTS.map((host) => witnessEvents(at(host))));
});
afterAll(async () => {
  for (const witness of witnesses ?? []) witness.stop();
  await rig.stop();
});

/** What a person types on a host. */
async function typed(host: string, script: string): Promise<void> {
  const { status, stderr } = await execInHost({
    ...at(host),
    argv: ['sh', '-e'],
    stdio: { input: `${script}\n` },
  });
  if (status !== 0) throw new Error(`${host}: ${stderr}`);
}

/**
 * Waits for what the kernel announces by itself: the end of duplicate address detection (RFC 4862), and that of each
 * port's forward delay, 15 s after it came up, STP or not.
 */
async function quiet(): Promise<void> {
  for (const host of HOSTS) {
    const calm = async () => {
      const ports = await execInHost({
        ...at(host),
        argv: ['ip', '-d', 'link', 'show', 'type', 'bridge_slave'],
      });
      const waiting = /forward_delay_timer +(?! |0\.00)/.test(ports.stdout);
      return !waiting && !(await kernelState(at(host))).includes('tentative');
    };
    if (!(await waitUntil(calm, { everyMs: 100, atMostMs: 30_000 }))) throw new Error(`${host} is not quiet`);
  }
}

type Ping = { seen: number[]; child: ChildProcess };

/** Pings every 10 ms from inside a namespace; resolves once answers come. */
async function pinging(host: string, namespace: string, address: string): Promise<Ping> {
  const lab = await labStatus({ stateDir: rig.stateDir });
  const pid = lab.state === 'up' ? lab.hosts.find(({ name }) => name === host)?.pid : undefined;
  if (pid === undefined) throw new Error(`${host} is not up`);
  const argv = ['ip', 'netns', 'exec', namespace, 'ping', '-n', '-i', '0.01', address];
  const child = spawnAt(pid, argv, ['ignore', 'pipe', 'ignore']);
  const ping: Ping = { seen: [], child };
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const sequence = /icmp_seq=(\d+) ttl/.exec(line)?.[1];
      if (sequence) ping.seen.push(Number(sequence));
    }
  });
  await further(ping, 20);
  return ping;
}

/** Resolves when this many more answers came. */
async function further({ seen }: Ping, answers: number): Promise<void> {
  const goal = seen.length + answers;
  const there = await waitUntil(() => seen.length >= goal, { everyMs: 10, atMostMs: 20_000 });
  if (!there) throw new Error(`only ${seen.length} of ${goal} answers came`);
}

/** Ends it. @returns the numbers of packets that were never answered between the first and the last that were */
async function lost({ seen, child }: Ping): Promise<number[]> {
  child.kill('SIGTERM');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  const there = new Set(seen);
  const last = Math.max(...seen);
  return Array.from({ length: last }, (_, i) => i + 1).filter((sequence) => !there.has(sequence));
}

const states = () => Promise.all(HOSTS.map((host) => kernelState(at(host))));
/** Without owner marks; everything else of every link, address, route and FDB entry, indexes and MACs among it. */
const unmarked = (list: string[]) =>
  list.map((text) => text.replace(/ ?\\\s+alias overlane:\S+/g, '').replace(/group 7652/g, 'group default'));

/** Events of all hosts while `action` runs. */
async function events(action: () => Promise<unknown>): Promise<string[]> {
  const [first, second, third] = witnesses;
  if (!first || !second || !third) throw new Error('three hosts are watched');
  const heard: string[] = [];
  heard.push(
    ...(await first.during(async () => {
      heard.push(
        ...(await second.during(async () => {
          heard.push(...(await third.during(action)));
        })),
      );
    })),
  );
  return heard;
}

const MARK = /alias overlane:[a-z0-9]+:[a-z0-9.-]+:adopted/g;
const marksIn = (list: string[]) => list.join('\n').match(MARK)?.length ?? 0;

/** What the kernel tells of a link: `[nsid 1]7: eth0@if6: <…> …`; of a bridge's port twice, as a link and as a port. */
function linkTold(line: string): { name: string; group: string | null } | null {
  const name = /^(?:\[nsid \w+\])?\d+: ([^:@ ]+)(?:@\S+)?: </.exec(line)?.[1];
  return name ? { name, group: / group (\S+)/.exec(line)?.[1] ?? null } : null;
}

async function found(...names: string[]) {
  let proposal = rig.controller.proposal();
  const seen = await waitUntil(
    () => {
      proposal = rig.controller.proposal();
      const free = proposal.tenants.filter(({ obstacles }) => obstacles.length === 0);
      return names.every((name) => free.some(({ tenant }) => tenant.name === name));
    },
    { everyMs: 50, atMostMs: 20_000 },
  );
  if (!seen) throw new Error(JSON.stringify(proposal, null, 2));
  return { proposal, chosen: proposal.tenants.filter(({ tenant }) => names.includes(tenant.name)) };
}

async function adopt(...names: string[]): Promise<number> {
  const { proposal, chosen } = await found(...names);
  const { operations, faults } = adoptOperations(await loadIntent(), proposal, chosen);
  expect(faults).toEqual([]);
  const revision = await rig.commit(operations);
  await rig.settled();
  return revision;
}

async function undo(revision: number): Promise<void> {
  await rig.commit((await inverseOf(revision)).operations);
  await rig.settled();
}

const drift = () => rig.controller.drift().map(({ sentence }) => sentence);

type Hand = {
  name: string;
  scripts: Record<string, string>;
  tenants: string[];
  pings: [host: string, namespace: string, to: string][];
  /** On all hosts together: what gets a mark. */
  links: number;
  rooms: number;
  /** Of a device that is down the kernel tells no alias (netdev_state_change). */
  quietRooms?: true;
  /** Programs that the hand needs besides `ip` and `bridge`. */
  needs?: string[];
};

const seedScript = (host: string) => readFileSync(`lab/fixtures/seed-${host}.sh`, 'utf8');
const lacking = missingInHosts().map(({ program }) => program);

const HANDS: Hand[] = [
  {
    name: "the seed's commands",
    scripts: { node01: seedScript('node01'), node02: seedScript('node02') },
    tenants: ['microsoft', 'apple'],
    pings: [
      ['node01', 'microsoft', '10.1.0.5'],
      ['node02', 'apple', '10.1.0.4'],
    ],
    links: 2 * 2 * 4,
    rooms: 2 * 2,
    needs: ['brctl', 'sudo'],
  },
  {
    name: 'flood lists on three hosts, port 4789, the peer made inside',
    scripts: { node01: blueHand(1), node02: blueHand(2), node03: blueHand(3) },
    tenants: ['blue'],
    pings: [
      ['node01', 'blue1', '192.168.50.3'],
      ['node03', 'blue3', '2001:db8:50::2'],
    ],
    links: 3 * 4,
    rooms: 3,
  },
  {
    name: 'brctl, no dev, two networks and a namespace in both',
    scripts: { node01: acmeHand(1), node02: acmeHand(2) },
    tenants: ['acme'],
    pings: [
      ['node01', 'acme-web', '10.100.0.2'],
      ['node02', 'acme-db', '10.101.0.11'],
    ],
    links: 2 * (2 * 2 + 3 * 2),
    rooms: 2 * 2,
    quietRooms: true,
    needs: ['brctl'],
  },
];

const possible = HANDS.filter(({ needs = [] }) => !needs.some((program) => lacking.includes(program)));

describe.each(possible)('$name', ({ tenants, pings, links, rooms, quietRooms }) => {
  let revision: number;
  let before: string[];

  it('are adopted by marks alone, while a ping every 10 ms loses nothing', async () => {
    await found(...tenants);
    const running = await Promise.all(pings.map(([host, room, to]) => pinging(host, room, to)));
    before = await states();
    const heard = await events(async () => {
      revision = await adopt(...tenants);
    });
    await Promise.all(running.map((ping) => further(ping, 50)));
    expect((await Promise.all(running.map(lost))).flat()).toEqual([]);
    const after = await states();
    expect(marksIn(after) - marksIn(before)).toBe(links + rooms);
    expect(unmarked(after)).toEqual(unmarked(before));
    // One event for the mark of each link (its group says so) and each lo; the rest is told of ports besides.
    const told = heard.map((line) => linkTold(line) ?? line);
    expect(told.filter((one) => typeof one === 'string')).toEqual([]);
    const whole = told.filter((one) => typeof one !== 'string');
    expect(whole.filter(({ group }) => group === '7652')).toHaveLength(links);
    expect(whole.filter(({ name }) => name === 'lo')).toHaveLength(quietRooms ? 0 : rooms);
    const ports = new Set(whole.filter(({ group }) => group === '7652').map(({ name }) => name));
    expect(whole.filter(({ name, group }) => group === null && !ports.has(name))).toEqual([]);
    expect(drift()).toEqual([]);
  });

  it('are not touched by another apply', async () => {
    const { port } = (await loadIntent()).vxlan;
    const heard = await events(async () => {
      await rig.commit([{ op: 'fabric.set', vxlan: { port } }]);
      await rig.settled();
    });
    expect(heard).toEqual([]);
  });

  it('are given back as they were when adopting is undone, and can be adopted again', async () => {
    const adopted = await states();
    expect(marksIn(adopted)).toBeGreaterThan(marksIn(before));
    const running = await Promise.all(pings.map(([host, room, to]) => pinging(host, room, to)));
    await undo(revision);
    const free = await states();
    expect(free).toEqual(before);
    await adopt(...tenants);
    await Promise.all(running.map((ping) => further(ping, 50)));
    expect((await Promise.all(running.map(lost))).flat()).toEqual([]);
    expect(await states()).toEqual(adopted);
  });
});

it.skipIf(possible.length < HANDS.length)(
  'a change of one address changes that address and nothing else',
  async () => {
    const intent = await loadIntent();
    const apple = intent.tenants.find(({ name }) => name === 'apple');
    const hostId = intent.hosts.find(({ name }) => name === 'node01')?.id;
    const endpoint = apple?.endpoints.find((one) => one.hostId === hostId);
    if (!apple || !endpoint) throw new Error('apple was adopted on node01');
    const bystander = await pinging('node01', 'microsoft', '10.1.0.5');
    const before = await states();
    const heard = await events(async () => {
      const interfaces = endpoint.interfaces.map((wire) => ({ ...wire, addresses: ['10.1.0.44'] }));
      await rig.commit([{ op: 'endpoint.set', tenantId: apple.id, endpoint: { ...endpoint, interfaces } }]);
      await rig.settled();
    });
    expect(await lost(bystander)).toEqual([]);
    const after = await states();
    expect(after.map((text) => text.replaceAll('10.1.0.44', '10.1.0.4'))).toEqual(before);
    expect(after[0]).toContain('10.1.0.44/24');
    // The address and the routes that the kernel derives from it.
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.filter((line) => !/aapl-veth1|10\.1\.0\.(?:4|44|0|255)\b/.test(line))).toEqual([]);
  },
);

it.skipIf(possible.length < HANDS.length)(
  'taking full charge puts right what was left as found, and makes nothing anew',
  async () => {
    const microsoft = (await loadIntent()).tenants.find(({ name }) => name === 'microsoft');
    if (!microsoft) throw new Error('microsoft was adopted');
    const running = await pinging('node01', 'microsoft', '10.1.0.5');
    const indexes = async () =>
      (await execInHost({ ...at('node01'), argv: ['ip', '-o', 'link', 'show'] })).stdout
        .split('\n')
        .map((line) => /^(\d+: [^@:]+)/.exec(line)?.[1]);
    const before = await indexes();
    await rig.commit(takeCharge(microsoft));
    await rig.settled();
    await further(running, 50);
    expect(await lost(running)).toEqual([]);
    expect(await indexes()).toEqual(before);
    const [state = ''] = await states();
    const lines = state.split('\n').filter((line) => /msft-(?:br|vxl-10|veth\d)/.test(line));
    expect(lines.filter((line) => /inet6 fe80/.test(line)).every((line) => line.includes('msft-veth1'))).toBe(
      true,
    );
    const links = lines.filter((line) => /^\d+: \S+ </.test(line));
    expect(links.length).toBe(4);
    for (const link of links) {
      expect(link).toMatch(/ mtu 1450 .*alias overlane:[a-z0-9]+:[a-z0-9.-]+(?:\s|$)/);
      expect(link).not.toContain(':adopted');
    }
    expect(drift()).toEqual([]);
  },
);

it('what is no longer as it was found is refused, and the object named', async () => {
  const proposal = rig.controller.proposal();
  expect(proposal.tenants).toEqual([]);
  await typed('node03', blueHand(3).replaceAll('1000', '1001').replaceAll('blue3', 'lone'));
  const seen = () => rig.controller.proposal().tenants.find(({ key }) => key === '1001@4789');
  expect(await waitUntil(() => seen() !== undefined, { everyMs: 50, atMostMs: 20_000 })).toBe(true);
  expect(seen()?.obstacles[0]?.sentence).toMatch(
    /^vx1001 on node03 floods to node01 \(10\.10\.10\.10\), where nothing in a bridge has VNI 1001/,
  );
});
