import { describe, expect, it } from 'vitest';
import { intent, NODE01, NODE02, tenant } from '../../compile/fixtures/intent';
import type { Observed } from '../../observe/observed';
import { sceneOf } from './fixtures/scene';
import { INSIDES_AT_ONCE, MOST_SEATS, type ProofScene, proofPlan } from './proof-plan';

const NODE01_ID = 'hostnode01';

describe('a plan of marked packets', () => {
  it('has every endpoint send on its wire, to the addresses of others, and to its host', async () => {
    const plan = proofPlan(await sceneOf(), 0);
    expect(plan.seats.map(({ label }) => label).sort()).toEqual([
      'apple@node01',
      'apple@node02',
      'microsoft@node01',
      'microsoft@node02',
    ]);
    const own = plan.shots
      .filter(({ seat }) => seat.label === 'microsoft@node01')
      .map(({ kind, device, target }) => `${kind} ${device} ${target}`);
    // apple's 10.1.0.4 is its own address too: what is sent there never leaves the namespace.
    expect(own).toEqual([
      'broadcast msft-veth1 255.255.255.255',
      'broadcast msft-veth1 ff02::1%msft-veth1',
      'address null 10.1.0.5',
      'address msft-veth1 10.1.0.5',
      'host null 10.10.10.10',
      'host msft-veth1 10.10.10.10',
    ]);
    expect(plan.waves).toHaveLength(1);
    expect(plan.waves[0]?.insides).toHaveLength(4);
    expect(plan.hosts[0]?.places.get('msft-br')).toMatchObject({ tenantId: 'tntmicrosoft' });
    expect([...(plan.hosts[0]?.own ?? [])]).toEqual(['eth1']);
  });

  it('also sends on what else is in the namespace, and looks there first', async () => {
    const scene = await sceneOf();
    const space = scene.observed.get(NODE01_ID)?.namespaces.find(({ name }) => name === 'apple');
    const veth = space?.links.find(({ name }) => name === 'aapl-veth1');
    if (!space || !veth) throw new Error('there is no veth');
    space.links.push({ ...veth, index: 99, name: 'leak0', addresses: [] });
    const plan = proofPlan(scene, 0);
    expect(plan.shots).toContainEqual(
      expect.objectContaining({ kind: 'broadcast', device: 'leak0', networkId: null }),
    );
    const [first] = plan.waves[0]?.insides.filter(({ hostId }) => hostId === NODE01_ID) ?? [];
    expect(first?.namespace).toBe('apple');
  });

  it('says who cannot take part, and why', async () => {
    const scene = await sceneOf(undefined, { hostnode02: 'it has no tcpdump' });
    const space = scene.observed.get(NODE01_ID)?.namespaces.find(({ name }) => name === 'apple');
    if (space) space.unreadable = 'permission denied';
    const plan = proofPlan(scene, 0);
    expect(plan.seats.map(({ label }) => label)).toEqual(['microsoft@node01']);
    expect([...new Set(plan.absent.map(({ sentence }) => sentence))]).toEqual([
      'apple@node01 cannot take part: its namespace cannot be entered (permission denied)',
      'nothing was tried on node02: it has no tcpdump',
    ]);
  });

  /** So many tenants on the same addresses, each with an endpoint on two hosts. */
  const many = (tenants: number): ProofScene => {
    const wanted = intent(
      [NODE01, NODE02],
      Array.from({ length: tenants }, (_, i) =>
        tenant({
          name: `t${i}`,
          prefix: `p${i}`,
          networks: [{ vni: 100 + i, subnets: ['10.1.0.0/24'] }],
          endpoints: [{ host: 'node01' }, { host: 'node02' }],
        }),
      ),
    );
    const observed = wanted.hosts.map(({ id }) => {
      const endpoints = wanted.tenants.flatMap((one) => one.endpoints.filter(({ hostId }) => hostId === id));
      const namespaces = endpoints.map(({ namespace, interfaces }) => ({
        name: namespace,
        unreadable: null,
        links: interfaces.map(({ namespaceEnd, addresses }) => ({
          name: namespaceEnd,
          kind: 'veth',
          up: true,
          addresses: addresses.map((text) => ({ text: `${text}/24`, family: 4, tentative: false })),
        })),
      }));
      return [id, { hostId: id, links: [], namespaces } as unknown as Observed] as const;
    });
    return { intent: wanted, desired: new Map(), observed: new Map(observed), whyNot: () => null };
  };

  it('is bounded: each tenant once before any twice, and on each host few namespaces at a time', () => {
    const plan = proofPlan(many(150), 0);
    expect(plan.seats).toHaveLength(MOST_SEATS);
    expect(new Set(plan.seats.map(({ tenantId }) => tenantId)).size).toBe(150);
    expect(plan.endpoints).toBe(300);
    for (const { insides } of plan.waves) {
      for (const hostId of [NODE01_ID, 'hostnode02'])
        expect(insides.filter((one) => one.hostId === hostId).length).toBeLessThanOrEqual(INSIDES_AT_ONCE);
    }
    const counts = new Map<unknown, number>();
    for (const { seat } of plan.shots) counts.set(seat, (counts.get(seat) ?? 0) + 1);
    // Broadcasts, and up to seven addresses by two ways each.
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(2 + 7 * 2);
  });

  it('lets others have their turn in the next run', () => {
    const scene = many(40);
    const seen = new Set<string>();
    for (let turn = 0; turn < 10; turn++) {
      for (const { hostId, namespace } of proofPlan(scene, turn).waves.flatMap(({ insides }) => insides))
        seen.add(`${hostId}/${namespace}`);
    }
    expect(seen.size).toBe(80);
  });
});
