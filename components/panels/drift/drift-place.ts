import type { Selection } from '@/components/topology/selection-store';
import type { DriftItem } from '@/server/api/types';

/** What on the canvas an item is of. */
export function selectionOfDrift(item: DriftItem): Selection {
  const { hostId, tenantId, networkId, endpointId, object } = item;
  if (endpointId !== null) {
    return networkId !== null && object.kind !== 'namespace'
      ? { kind: 'veth', tenantId, networkId, endpointId, hostId }
      : { kind: 'namespace', tenantId, endpointId, hostId };
  }
  if (networkId === null) return { kind: 'host', hostId };
  if (object.kind === 'bridge') return { kind: 'bridge', tenantId, networkId, hostId };
  if (object.kind === 'vxlan' || object.kind === 'flood-entry')
    return { kind: 'vxlan', tenantId, networkId, hostId };
  return { kind: 'lane', tenantId, networkId, hostId };
}

/** Whether an item belongs to what is selected, or to a part of it. */
export function isDriftOf(item: DriftItem, about: Selection): boolean {
  switch (about.kind) {
    case 'foreign':
      return false;
    case 'host':
      return item.hostId === about.hostId;
    case 'tenant':
      return item.tenantId === about.tenantId;
    case 'tunnel':
      return (
        item.networkId === about.networkId &&
        (item.hostId === about.a || item.hostId === about.b) &&
        selectionOfDrift(item).kind === 'vxlan'
      );
    case 'lane':
      return (
        item.hostId === about.hostId &&
        item.tenantId === about.tenantId &&
        (item.networkId === null || item.networkId === about.networkId)
      );
    case 'namespace':
      return item.endpointId === about.endpointId && item.hostId === about.hostId;
    case 'veth':
      return (
        item.endpointId === about.endpointId &&
        item.hostId === about.hostId &&
        (item.networkId === null || item.networkId === about.networkId)
      );
    case 'bridge':
    case 'vxlan':
      return (
        item.hostId === about.hostId &&
        item.networkId === about.networkId &&
        selectionOfDrift(item).kind === about.kind
      );
  }
}

/** `msft-veth1 in microsoft`: the object by its own name. */
export function objectText({ object }: DriftItem): string {
  if (object.kind === 'namespace') return `namespace ${object.name}`;
  return object.namespace === null ? object.name : `${object.name} in ${object.namespace}`;
}

export type HostDrift = { hostId: string; items: DriftItem[] };

/** Items by host, hosts with lost frames first, then by number; within a host lost frames first, then the newest. */
export function driftByHost(items: readonly DriftItem[]): HostDrift[] {
  const groups = new Map<string, DriftItem[]>();
  for (const item of items) {
    const group = groups.get(item.hostId);
    if (group) group.push(item);
    else groups.set(item.hostId, [item]);
  }
  const gravity = ({ weight }: DriftItem) => (weight === 'failed' ? 0 : 1);
  return [...groups]
    .map(([hostId, own]) => ({
      hostId,
      items: own.toSorted((a, b) => gravity(a) - gravity(b) || b.since - a.since || (a.key < b.key ? -1 : 1)),
    }))
    .sort((a, b) => {
      const [first, second] = [a, b].map(({ items: own }) => (own[0] ? gravity(own[0]) : 1));
      return (
        (first ?? 1) - (second ?? 1) || b.items.length - a.items.length || (a.hostId < b.hostId ? -1 : 1)
      );
    });
}

/** What the history says of an accepted item; 300 characters at most. */
export function acceptSentence(item: DriftItem, hostName: string): string {
  const { attribute, found, expected } = item;
  return `accept what was found on ${hostName}: ${attribute} of ${objectText(item)} is ${found}${
    expected === null ? '' : `, was ${expected}`
  }`.slice(0, 300);
}
