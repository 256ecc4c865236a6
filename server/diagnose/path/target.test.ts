import { describe, expect, it } from 'vitest';
import { SEED } from '../../compile/fixtures/intent';
import { read } from '../../plan/fixtures/host';
import { Fabric } from '../../status/fixtures/fabric';
import type { PathInput, SeenHost } from './scene';
import { targetOf } from './target';

async function seen(fabric: Fabric): Promise<PathInput> {
  const hosts = new Map<string, SeenHost>();
  for (const desired of Fabric.desired(fabric.intent)) {
    const { hostId } = desired;
    const name = fabric.intent.hosts.find(({ id }) => id === hostId)?.name ?? hostId;
    const observed = await read(fabric.kernel(hostId), hostId);
    const known = { heldAt: observed.readAt, blind: null, strays: [], refusals: [], close: null };
    hosts.set(hostId, { hostId, name, desired, observed, ...known });
  }
  return { intent: fabric.intent, hosts, carriage: () => undefined };
}

const from = SEED.tenants.find(({ name }) => name === 'microsoft')?.endpoints[0]?.id ?? '';
const asked = async (address: string) => targetOf(await seen(await Fabric.built()), { from, address });

describe('an address that no device can have', () => {
  it.each([
    ['010.1.0.5', /not "010\.1\.0\.5"/],
    ['167837701', /not "167837701"/],
    ['0x0a010005', /goes to an endpoint or an address/],
    ['10.1.5', /goes to an endpoint or an address/],
    ['fe80::1%eth0', /goes to an endpoint or an address/],
    ['::ffff:10.1.0.5', /goes to an endpoint or an address/],
    ['-c5', /goes to an endpoint or an address/],
    ['10.1.0.5\n10.1.0.6', /goes to an endpoint or an address/],
    ['127.0.0.1', /loopback/],
    ['::1', /loopback/],
    ['224.0.0.1', /multicast/],
    ['ff02::1', /multicast/],
    ['255.255.255.255', /reserved/],
    ['0.0.0.0', /unspecified/],
    ['10.1.0.255', /broadcast address of 10\.1\.0\.0\/24/],
    ['10.1.0.0', /network address of 10\.1\.0\.0\/24/],
    ['10.1.0.4', /is microsoft@node01 itself/],
  ])('%s is refused', async (address, why) => {
    await expect(asked(address)).rejects.toThrow(why);
  });
});

describe('an address', () => {
  it('of another endpoint of the network is that endpoint', async () => {
    const goal = await asked('10.1.0.5');
    expect('ends' in goal && goal.ends.map(({ label }) => label)).toEqual([
      'microsoft@node01',
      'microsoft@node02',
    ]);
  });

  it('that nobody has is looked for on the network', async () => {
    const goal = await asked('10.1.0.99');
    expect('scene' in goal && goal.scene).toMatchObject({ next: '10.1.0.99', keepers: [], owner: null });
  });

  it('of a host is known as one, and no route leads there', async () => {
    const goal = await asked('10.10.10.20');
    expect('scene' in goal && goal.scene).toMatchObject({
      next: null,
      route: null,
      owner: {
        host: 'node02',
        words: "eth1 of node02, the host's own",
        apart: 'tenants are kept apart from hosts',
      },
    });
  });
});
