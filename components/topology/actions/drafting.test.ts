import { describe, expect, it } from 'vitest';
import { checkIntent } from '@/server/model/check';
import type { Intent } from '@/server/model/intent';
import { operate } from '@/server/model/operation';
import { proposeEndpoint, proposeNetwork } from '@/server/model/propose';
import { emptyIntent, hostNo, tenantOf, withTenant } from '../graph/fixtures/fabric';
import {
  type Drafting,
  extendTenant,
  listed,
  removeEndpoint,
  removeNetwork,
  removeNetworkFromHost,
  removeTenantFromHost,
} from './drafting';

const intent = withTenant(emptyIntent(3), 'apple', [1]);
const apple = tenantOf(intent, 'apple');

function applied(from: Intent, drafting: Drafting): Intent {
  if ('refusal' in drafting) throw new Error(drafting.refusal);
  return operate(from, drafting.operations).intent;
}

/** apple with a second network, in which its endpoint on node01 is too. */
const joined = (() => {
  const network = proposeNetwork(intent, apple, {});
  const grown = { ...apple, networks: [...apple.networks, network] };
  const proposed = proposeEndpoint(grown, { hostId: hostNo(1).id, interfaces: [{ networkId: network.id }] });
  const [endpoint] = apple.endpoints;
  if (!endpoint) throw new Error('apple has no endpoint');
  const both = { ...endpoint, interfaces: [...endpoint.interfaces, ...proposed.interfaces] };
  return {
    network,
    intent: operate(intent, [
      { op: 'network.add', tenantId: apple.id, network },
      { op: 'endpoint.set', tenantId: apple.id, endpoint: both },
    ]).intent,
  };
})();

describe('extending a tenant', () => {
  it('gives each host an endpoint with an address of its own, without a fault', () => {
    const next = applied(intent, extendTenant(intent, apple.id, [hostNo(2).id, hostNo(3).id]));
    const addresses = tenantOf(next, 'apple').endpoints.flatMap((e) =>
      e.interfaces.flatMap((i) => i.addresses),
    );
    expect(addresses).toEqual(['10.1.0.4', '10.1.0.5', '10.1.0.6']);
    expect(checkIntent(next)).toEqual([]);
  });

  it('leaves alone the hosts where it is already, and refuses where it is on all', () => {
    const both = extendTenant(intent, apple.id, [hostNo(1).id, hostNo(2).id]);
    expect(both).toMatchObject({ sentence: 'extend apple to node02' });
    expect(extendTenant(intent, apple.id, [hostNo(1).id])).toMatchObject({
      refusal: expect.stringContaining('apple is on node01 already'),
    });
  });
});

describe('removing', () => {
  it('an endpoint takes only itself', () => {
    const endpointId = apple.endpoints[0]?.id ?? '';
    const next = applied(intent, removeEndpoint(intent, apple.id, endpointId));
    expect(tenantOf(next, 'apple')).toMatchObject({ endpoints: [], networks: [{ vni: 10 }] });
  });

  it('a tenant from a host takes all its endpoints there and none elsewhere', () => {
    const wide = withTenant(emptyIntent(2), 'google', [1, 1, 2]);
    const google = tenantOf(wide, 'google');
    const next = applied(wide, removeTenantFromHost(wide, google.id, hostNo(1).id));
    expect(tenantOf(next, 'google').endpoints.map((endpoint) => endpoint.hostId)).toEqual([hostNo(2).id]);
  });

  it('a network from a host leaves endpoints that are in another network', () => {
    const first = apple.networks[0]?.id ?? '';
    const next = applied(joined.intent, removeNetworkFromHost(joined.intent, apple.id, first, hostNo(1).id));
    expect(tenantOf(next, 'apple').endpoints[0]?.interfaces.map((wire) => wire.networkId)).toEqual([
      joined.network.id,
    ]);
  });

  it('a network everywhere takes it out of endpoints first, so that the change fits', () => {
    const next = applied(joined.intent, removeNetwork(joined.intent, apple.id, joined.network.id));
    expect(tenantOf(next, 'apple').networks).toHaveLength(1);
    expect(tenantOf(next, 'apple').endpoints[0]?.interfaces).toHaveLength(1);
  });

  it('something that is gone already is refused, not attempted', () => {
    expect(removeEndpoint(intent, apple.id, 'nothing')).toHaveProperty('refusal');
    expect(removeTenantFromHost(intent, apple.id, hostNo(2).id)).toHaveProperty('refusal');
  });
});

it('lists names as people do', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});
