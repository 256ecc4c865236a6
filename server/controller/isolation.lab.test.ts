import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execInHost } from '../../lab/lab';
import type { Isolation, Shared } from '../diagnose/isolation/isolation';
import type { Proof } from '../diagnose/proof/proof';
import { listActivity } from '../intent/activity';
import { type Rig, startRig } from './rig.testing';

/** google is on node01 and node02 alone, so that its VNI is free to be wrong on no host where microsoft's is taken. */
const FABRIC = `
tenants:
  microsoft:
    prefix: msft
    networks: { default: { vni: 10, subnets: [10.1.0.0/24] } }
    endpoints:
      - { host: node01, network: default, address: 10.1.0.4 }
      - { host: node02, network: default, address: 10.1.0.5 }
  apple:
    prefix: aapl
    networks: { default: { vni: 20, subnets: [10.1.0.0/24] } }
    endpoints:
      - { host: node01, network: default, address: 10.1.0.4 }
      - { host: node02, network: default, address: 10.1.0.5 }
  google:
    prefix: goog
    networks: { default: { vni: 30, subnets: [10.1.0.0/24] } }
    endpoints:
      - { host: node02, network: default, address: 10.1.0.4 }
      - { host: node03, network: default, address: 10.1.0.5 }
`;
/** Milliseconds. */
const PATIENCE = 20_000;

let rig: Rig;
const on = async (host: string, line: string) => {
  const { status, stdout, stderr } = await execInHost({
    stateDir: rig.stateDir,
    host,
    argv: line.split(' '),
  });
  if (status !== 0) throw new Error(`${host}: ${line}: ${stderr}${stdout}`);
};

/** The first answer that fits. */
async function until(what: string, fits: (isolation: Isolation) => boolean): Promise<Isolation> {
  let last: Isolation | null = null;
  for await (const event of rig.controller.watch(null, AbortSignal.timeout(PATIENCE), 'keeper')) {
    if (event.kind !== 'snapshot' && event.kind !== 'isolation') continue;
    last = event.isolation;
    if (fits(last)) return last;
  }
  throw new Error(`this did not come: ${what}; ${JSON.stringify(last)}`);
}

const apart = () => until('all apart', ({ verdict }) => verdict === 'apart');
const tenantsOf = async (shared: Shared) => {
  const names = new Map<string, string>();
  for await (const event of rig.controller.watch(null, AbortSignal.timeout(PATIENCE), 'keeper')) {
    if (event.kind !== 'snapshot') continue;
    for (const { id, name } of event.intent.tenants) names.set(id, name);
    break;
  }
  return shared.tenantIds.map((id) => names.get(id)).sort();
};

/** By packets alone. */
async function prove(): Promise<Proof> {
  for await (const event of rig.controller.prove('test', AbortSignal.timeout(PATIENCE))) {
    if (event.kind === 'end' && event.proof) return event.proof;
    if (event.kind === 'end') throw new Error(event.error ?? 'no proof');
  }
  throw new Error('the proof did not end');
}

beforeAll(async () => {
  rig = await startRig({ hosts: 3 });
  await rig.commitFile(FABRIC);
  await rig.settled();
});
afterAll(() => rig?.stop());

type Case = {
  name: string;
  host: string;
  fault: string[];
  mend: string[];
  tenants: string[];
  withHost?: boolean;
  culprit: RegExp;
  says: RegExp;
  /** Where frames get across, after these further commands: what a proof by packets says of it. */
  crossing?: { lines?: string[]; says: RegExp };
};

const CASES: Case[] = [
  {
    name: 'two tenants bridged with a veth pair',
    host: 'node01',
    fault: [
      'ip link add name leak0 type veth peer name leak1',
      'ip link set dev leak0 master msft-br up',
      'ip link set dev leak1 master aapl-br up',
    ],
    mend: ['ip link del dev leak0'],
    tenants: ['apple', 'microsoft'],
    culprit: /^leak[01]$/,
    says: /the veth pair leak. – leak., which is nobody's, joins/,
    crossing: { says: /on node01: its frames were seen at .*, past leak0 and leak1, which are nobody's/ },
  },
  {
    name: 'a wrong VNI',
    host: 'node03',
    fault: [
      'ip link del dev goog-vxl-30',
      'ip link add name goog-vxl-30 type vxlan id 10 dstport 8472 local 10.10.10.30 remote 10.10.10.10 dev eth1',
      'ip link set dev goog-vxl-30 master goog-br up',
    ],
    mend: ['ip link del dev goog-vxl-30'],
    tenants: ['google', 'microsoft'],
    culprit: /^goog-vxl-30$/,
    says: /goog-vxl-30 on node03 has VNI 10 \(it should have VNI 30\) and sends to msft-vxl-10 on node01/,
    crossing: { says: /google@node03 reaches microsoft on node01: its frames were seen at msft-br/ },
  },
  {
    name: 'a port moved to another bridge',
    host: 'node02',
    fault: ['ip link set dev aapl-veth0 master msft-br'],
    mend: ['ip link set dev aapl-veth0 master aapl-br'],
    tenants: ['apple', 'microsoft'],
    culprit: /^aapl-veth0$/,
    says: /aapl-veth0 of apple is a port of msft-br \(it should be in aapl-br\)/,
    crossing: { says: /reaches apple on node02: its frames were seen at aapl-veth0 and aapl-veth1 in apple/ },
  },
  {
    name: 'a route leaked between two namespaces',
    host: 'node01',
    fault: [
      'ip link add name leak0 netns microsoft type veth peer name leak1 netns apple',
      'ip -n microsoft address add 192.0.2.1/30 dev leak0',
      'ip -n apple address add 192.0.2.2/30 dev leak1',
      'ip -n microsoft link set dev leak0 up',
      'ip -n apple link set dev leak1 up',
      'ip -n microsoft route add 198.51.100.0/24 via 192.0.2.2',
    ],
    mend: ['ip -n microsoft link del dev leak0'],
    tenants: ['apple', 'microsoft'],
    culprit: /^leak[01]$/,
    says: /the veth pair leak. in \w+ – leak. in \w+, which is nobody's, joins the namespace/,
    // Either tenant may be the one that is seen first.
    crossing: { says: /@node01 reaches \w+ on node01: its frames were seen at leak[01] in \w+/ },
  },
  {
    name: 'a shared namespace',
    host: 'node01',
    fault: [
      'ip link add name extra0 type veth peer name extra1 netns apple',
      'ip link set dev extra0 master msft-br up',
    ],
    mend: ['ip link del dev extra0'],
    tenants: ['apple', 'microsoft'],
    culprit: /^extra[01]$/,
    says: /joins msft-br and the namespace apple|joins the namespace apple and msft-br/,
    crossing: {
      lines: ['ip -n apple link set dev extra1 up'],
      says: /microsoft@node01 reaches apple on node01: its frames were seen at extra1 in apple/,
    },
  },
  {
    name: "a tenant's interface in the namespace of another",
    host: 'node01',
    fault: ['ip -n microsoft link set dev msft-veth1 netns apple'],
    mend: ['ip -n apple link set dev msft-veth1 netns microsoft'],
    tenants: ['apple', 'microsoft'],
    culprit: /^msft-veth1$/,
    says: /msft-veth1 of microsoft is in the namespace apple \(it should be in microsoft\)/,
  },
  {
    name: 'a macvlan of a port in a namespace of another tenant',
    host: 'node01',
    fault: ['ip link add name mv0 link msft-br netns apple type macvlan mode bridge'],
    mend: ['ip -n apple link del dev mv0'],
    tenants: ['apple', 'microsoft'],
    culprit: /^mv0$/,
    says: /the macvlan device mv0 in apple, which is nobody's, joins/,
  },
  {
    name: 'an address of the host on a bridge',
    host: 'node02',
    fault: ['ip address add 10.1.0.1/24 dev msft-br'],
    mend: [
      'ip link set dev msft-br arp off',
      'ip address del 10.1.0.1/24 dev msft-br',
      // Whoever knows the MAC of the bridge reaches the host without ARP, until it is forgotten.
      'ip -n microsoft neighbour flush dev msft-veth1',
    ],
    tenants: ['microsoft'],
    withHost: true,
    culprit: /^msft-br$/,
    says: /microsoft touches the host node02: msft-br has the host's address 10.1.0.1\/24/,
    crossing: {
      lines: ['ip link set dev msft-br arp on'],
      says: /microsoft@node02 reaches the host node02 itself: its frames were seen at msft-br/,
    },
  },
];

describe('isolation on real kernels', () => {
  it('is proven for three tenants on the same addresses', async () => {
    const { shared, checked } = await apart();
    expect(shared).toEqual([]);
    expect(checked).toMatchObject({ tenants: 3, endpoints: 6, vteps: 6 });
    const proof = await prove();
    expect(proof).toMatchObject({
      verdict: 'apart',
      contacts: [],
      doubts: [],
      pairs: { apart: 6, touching: 0, unproven: 0 },
      counts: { endpoints: 6, probed: 6, insides: 6 },
    });
    expect(proof.tenants.map(({ control }) => control)).toEqual(['fellow', 'fellow', 'fellow']);
    console.log(`a proof of 3 tenants on 3 hosts: ${proof.endedAt - proof.startedAt} ms`);
  });

  it('alarms nobody while tenants are removed and made again', async () => {
    const alarms: string[] = [];
    const watching = new AbortController();
    const watched = (async () => {
      for await (const event of rig.controller.watch(null, watching.signal, 'keeper')) {
        if (event.kind !== 'snapshot' && event.kind !== 'isolation') continue;
        alarms.push(...event.isolation.shared.map(({ sentence }) => sentence));
      }
    })();
    for (let i = 0; i < 3; i++) {
      await rig.commitFile('tenants: {}\n');
      await rig.settled();
      await rig.commitFile(FABRIC);
      await rig.settled();
    }
    await apart();
    watching.abort();
    await watched;
    expect(alarms).toEqual([]);
  });

  it.each(CASES)(
    '$name: an alarm, gone when it is put right',
    async ({ host, fault, mend, tenants, withHost = false, culprit, says, crossing, name }) => {
      await apart();
      const fitting = ({ shared }: Isolation) => shared.length === 1 && says.test(shared[0]?.sentence ?? '');
      const alarm = until(name, fitting).then((isolation) => ({ isolation, at: performance.now() }));
      const before = performance.now();
      for (const line of fault) await on(host, line);
      try {
        const { isolation, at } = await alarm;
        console.log(
          `${name}: alarmed ${Math.round(at - before)} ms after the first of its ${fault.length} commands began`,
        );
        const [shared] = isolation.shared as [Shared];
        expect(await tenantsOf(shared)).toEqual(tenants);
        expect(shared.withHost).toBe(withHost);
        expect(shared.object.name).toMatch(culprit);

        if (crossing) {
          for (const line of crossing.lines ?? []) await on(host, line);
          const proof = await prove();
          console.log(`${name}: proven in ${proof.endedAt - proof.startedAt} ms`);
          expect(proof.verdict).toBe('touching');
          expect(proof.contacts.map((one) => one.sentence).join('\n')).toMatch(crossing.says);
          const met = new Set(
            proof.contacts.flatMap((one) => [one.tenant, one.toTenant ?? `host ${one.host}`]),
          );
          expect([...met].sort()).toEqual([...tenants, ...(withHost ? [`host ${host}`] : [])].sort());
        }
      } finally {
        // What fails here must not fail those that follow.
        for (const line of mend) await on(host, line);
        const drift = rig.controller.drift().map(({ key }) => key);
        if (drift.length > 0) await rig.controller.repair(drift);
        await apart();
      }
    },
  );

  it('a copy of frames that no state of links shows is found by packets', async () => {
    await apart();
    for (const line of [
      'nft add table netdev spy',
      'nft add chain netdev spy in { type filter hook ingress device msft-veth0 priority 0 ; }',
      'nft add rule netdev spy in dup to aapl-veth0',
    ]) {
      await on('node01', line);
    }
    const proof = await prove();
    await on('node01', 'nft delete table netdev spy');
    expect({ verdict: proof.verdict, computed: proof.computed }).toEqual({
      verdict: 'touching',
      computed: 'apart',
    });
    expect(proof.contacts.map(({ sentence }) => sentence)).toEqual([
      'microsoft@node01 reaches apple on node01: its frames were seen at aapl-veth0 and aapl-veth1 in apple',
    ]);
  });

  it('silence proves nothing where what had to come does not', async () => {
    await apart();
    await on('node03', 'ip link set dev goog-vxl-30 down');
    const proof = await prove();
    expect(proof).toMatchObject({ verdict: 'unproven', contacts: [], pairs: { apart: 2, unproven: 4 } });
    expect(proof.doubts.join()).toMatch(/nothing that google@node02 sent came to google@node03/);
    await on('node03', 'ip link set dev goog-vxl-30 up');
  });

  it('ends with whoever asked for it: nothing of it is left on a host after five seconds', async () => {
    const leaving = new AbortController();
    for await (const event of rig.controller.prove('test', leaving.signal)) {
      if (event.kind === 'progress') leaving.abort();
      if (event.kind === 'end') expect(event).toMatchObject({ proof: null });
    }
    const since = performance.now();
    const left = async () => {
      const argv = ['pgrep', '-x', 'tcpdump|ping'];
      const all = await Promise.all(
        ['node01', 'node02', 'node03'].map((host) => execInHost({ stateDir: rig.stateDir, host, argv })),
      );
      return all.map(({ stdout }) => stdout).join('');
    };
    await expect.poll(left, { timeout: 5_000, interval: 100 }).toBe('');
    console.log(`nothing of a proof is left ${Math.round(performance.now() - since)} ms after it was ended`);
    expect(rig.controller.proofs().running).toBeNull();
  });

  it('is told in the activity, when it began and when it ended', async () => {
    await expect
      .poll(
        async () => {
          const rows = await listActivity({ limit: 100 }, { kinds: ['isolation'] });
          return rows.filter(({ sentence }) => sentence.includes('leak')).map(({ action }) => action);
        },
        { timeout: PATIENCE },
      )
      .toEqual(expect.arrayContaining(['isolation.touching', 'isolation.apart']));
  });
});
