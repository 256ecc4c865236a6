import { type Address, parseAddress } from '../model/address';
import { hostsOfNetwork, type Intent, type Network, type Tenant } from '../model/intent';
import { ETHERNET_MTU, innerMtu } from '../model/mtu';

type UnderlayMtu = Readonly<Record<string, number | undefined>>;

/** Over which hosts a network spans. Worked out once per network, not once per host. */
export type Span = {
  hostIds: ReadonlySet<string>;
  /** Of those of its hosts that have an underlay, in the order of addresses. */
  vteps: readonly Vtep[];
  /** Bytes, the same for the network's devices on all its hosts. */
  mtu: number;
};

export type Vtep = { hostId: string; address: Address };

/** Per network id. `underlayMtu`: bytes per host id; an underlay that was not read yet counts as Ethernet's 1500. */
export function spans(intent: Intent, underlayMtu: UnderlayMtu): Map<string, Span> {
  const vtepOf = new Map<string, Vtep>();
  for (const host of intent.hosts) {
    const address = host.underlay ? parseAddress(host.underlay.address) : null;
    if (address) vtepOf.set(host.id, { hostId: host.id, address });
  }
  const all = new Map<string, Span>();
  for (const tenant of intent.tenants) {
    for (const network of tenant.networks) {
      const span = spanOf(tenant, network, vtepOf);
      all.set(network.id, { ...span, mtu: network.mtu ?? carriedBy(span.vteps, underlayMtu) });
    }
  }
  return all;
}

/** Bytes, per network id: all that the underlay's MTU changes of what hosts shall have. */
export function spanMtus(intent: Intent, underlayMtu: UnderlayMtu): Map<string, number> {
  return new Map([...spans(intent, underlayMtu)].map(([networkId, { mtu }]) => [networkId, mtu]));
}

function spanOf(tenant: Tenant, network: Network, vtepOf: ReadonlyMap<string, Vtep>) {
  const hostIds = new Set(hostsOfNetwork(tenant, network.id));
  const vteps = [...hostIds].flatMap((id) => vtepOf.get(id) ?? []);
  vteps.sort((a, b) => compareBytes(a.address.bytes, b.address.bytes));
  return { hostIds, vteps };
}

/** As much as the narrowest underlay among the hosts carries. */
function carriedBy(vteps: readonly Vtep[], underlayMtu: UnderlayMtu): number {
  if (vteps.length === 0) return innerMtu(ETHERNET_MTU, 4);
  return Math.min(
    ...vteps.map(({ hostId, address }) => innerMtu(underlayMtu[hostId] ?? ETHERNET_MTU, address.family)),
  );
}

function compareBytes(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
