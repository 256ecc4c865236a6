import { describe, expect, it } from 'vitest';
import { emptyIntent, tenantOf, withTenant } from '@/components/topology/graph/fixtures/fabric';
import type { FdbEntry } from '@/server/observe/observed';
import { wantedOf, whereIs } from './find-where';
import { entry, readFabric } from './fixtures/read-fabric';

const intent = withTenant(withTenant(emptyIntent(2), 'microsoft', [1, 2]), 'apple', [1, 2]);
const lives = readFabric(intent);
const wire = (tenant: string, no: number) => {
  const endpoint = tenantOf(intent, tenant).endpoints[no];
  const found = endpoint?.interfaces[0];
  if (!endpoint || !found?.mac) throw new Error(`${tenant} has no endpoint ${no}`);
  return { endpointId: endpoint.id, mac: found.mac, address: found.addresses[0] ?? '' };
};
const where = (query: string, hosts = lives) => {
  const wanted = wantedOf(query);
  return wanted ? whereIs(wanted, intent, hosts) : [];
};
const told = (query: string) => where(query).map(({ kind, name, detail }) => `${kind}: ${name} · ${detail}`);

describe('what is looked for', () => {
  it.each([
    ['52:54:00:12:34:56', 'mac', '52:54:00:12:34:56', true],
    ['52-54-00-12-34-56', 'mac', '52:54:00:12:34:56', true],
    ['5254.0012.3456', 'mac', '52:54:00:12:34:56', true],
    ['525400123456', 'mac', '52:54:00:12:34:56', true],
    ['52:54:', 'mac', '52:54', false],
    ['10.1.0.4', 'address', '10.1.0.4', true],
    ['10.1.0.4/24', 'address', '10.1.0.4', true],
    ['10.1.', 'address', '10.1.', false],
    ['2001:DB8:0::1', 'address', '2001:db8::1', true],
    ['2001:db8:', 'address', '2001:db8:', false],
  ])('%s is a %s', (query, kind, text, exact) => {
    expect(wantedOf(query)).toEqual({ kind, text, exact });
  });

  it.each(['microsoft', 'vni 10', '10', 'node01', '', 'mcrs-vxl-10', 'beef'])(
    '%s is neither MAC nor address',
    (query) => {
      expect(wantedOf(query)).toBeNull();
    },
  );
});

describe('where a MAC is', () => {
  const { mac, address } = wire('microsoft', 1);

  it('is told by its endpoint, and behind which VTEP others know it', () => {
    expect(told(mac)).toEqual([
      `holder: endpoint microsoft@node02 (mcrs-veth1) · ${address} · learned on node01 mcrs-vxl-10 behind 10.10.10.20, neighbour of microsoft on node01 (mcrs-veth1), reachable`,
      `sighting: learned on node01 mcrs-vxl-10 behind 10.10.10.20 · ${mac} · microsoft@node02`,
      `sighting: neighbour of microsoft on node01 (mcrs-veth1), reachable · ${address} · ${mac} · microsoft@node02`,
      `sighting: learned on node02 mcrs-br at port mcrs-veth0 · ${mac} · microsoft@node02`,
    ]);
  });

  it('selects the endpoint, and for a table the device whose table it is', () => {
    const [holder, seen] = where(mac);
    expect(holder?.selection).toMatchObject({
      kind: 'namespace',
      endpointId: wire('microsoft', 1).endpointId,
    });
    expect(seen?.selection).toMatchObject({ kind: 'vxlan', hostId: intent.hosts[0]?.id });
  });

  it('is found by its end', () => {
    expect(where(mac.slice(-8))[0]?.name).toBe('endpoint microsoft@node02 (mcrs-veth1)');
  });

  it('of nobody is told by the tables that know it', () => {
    const [host] = intent.hosts;
    const live = host && lives[host.id];
    if (!host || !live?.observed) throw new Error('there is no host');
    const stranger: FdbEntry = entry({ mac: '52:54:00:00:00:09', device: 'mcrs-vxl-10', dst: '10.10.10.99' });
    const fdb = [...live.observed.fdb, stranger];
    const hosts = { ...lives, [host.id]: { ...live, observed: { ...live.observed, fdb } } };
    expect(where('52:54:00:00:00:09', hosts)[0]).toMatchObject({
      name: '52:54:00:00:00:09: of no device on these hosts',
      detail: 'learned on node01 mcrs-vxl-10 behind 10.10.10.99',
      selection: { kind: 'vxlan' },
    });
  });

  it('of an endpoint whose host was never read is what was asked for', () => {
    const [first] = where(mac, {});
    expect(first?.name).toBe('endpoint microsoft@node02 (mcrs-veth1)');
    expect(first?.detail).toContain('asked for, not read there');
  });

  it('that nothing has is nowhere', () => {
    expect(where('52:54:00:ff:ff:ff')).toEqual([]);
  });
});

describe('where an address is', () => {
  it('is told for each tenant that has it', () => {
    const { address } = wire('microsoft', 1);
    const names = where(address).flatMap(({ kind, name }) => (kind === 'holder' ? [name] : []));
    expect(names).toEqual(['endpoint microsoft@node02 (mcrs-veth1)', 'endpoint apple@node02 (appl-veth1)']);
  });

  it('is found by its beginning', () => {
    expect(where('10.1.').filter(({ kind }) => kind === 'holder')).toHaveLength(4);
  });
});
