import type { FoundPresence, Intent, Interface, Network } from '../model/intent';
import type { Operation } from '../model/operation';
import type { Fence } from './fence';

/** Whether an operation is about their tenants alone. */
export function isWithin(operation: Operation, { tenantIds }: Fence): boolean {
  if ('tenantId' in operation) return tenantIds.has(operation.tenantId);
  return 'tenant' in operation && tenantIds.has(operation.tenant.id);
}

/**
 * Why operations are not theirs to commit, or null. Hosts and settings are everybody's. So is what was built by hand: to
 * adopt it is to take it from whoever built it, so that only what was adopted before may be said again.
 */
export function whyNotWithin(operations: readonly Operation[], intent: Intent, fence: Fence): string | null {
  const names = fence.tenants.map(({ name }) => name).join(', ') || 'no tenant that is there';
  if (!operations.every((operation) => isWithin(operation, fence))) {
    return `This changes more than the tenants that you have (${names}): ask somebody who has all of them.`;
  }
  const adopted = adoptedOf(intent, fence);
  for (const part of operations.flatMap(adoptions)) {
    if (!adopted.has(part)) return 'Adopting what was built by hand needs the rights for all tenants.';
  }
  const others = idsOfOthers(intent, fence);
  if (operations.flatMap(idsIn).some((id) => others.has(id))) {
    return 'Two things would have the same id: draft the change again.';
  }
  return null;
}

function adoptedOf(intent: Intent, { tenantIds }: Fence): Set<string> {
  const own = intent.tenants.filter(({ id }) => tenantIds.has(id));
  return new Set(own.flatMap((tenant) => adoptions({ op: 'tenant.add', tenant })));
}

/** All that an operation describes "as found", each as a text that is equal for equal ones. */
function adoptions(operation: Operation): string[] {
  switch (operation.op) {
    case 'tenant.add': {
      const { networks, endpoints } = operation.tenant;
      return [...networks.flatMap(foundOf), ...endpoints.flatMap(({ id, ...rest }) => wiresOf(id, rest))];
    }
    case 'network.add':
    case 'network.set':
      return foundOf(operation.network);
    case 'endpoint.add':
    case 'endpoint.set':
      return wiresOf(operation.endpoint.id, operation.endpoint);
    default:
      return [];
  }
}

function foundOf({ id, vni, bridge, vxlan, found }: Network): string[] {
  return Object.entries(found).map(([hostId, presence]) =>
    JSON.stringify([id, vni, presence.bridge ?? bridge, presence.vxlan ?? vxlan, hostId, sorted(presence)]),
  );
}

function wiresOf(
  id: string,
  { hostId, namespace, interfaces }: { hostId: string; namespace: string; interfaces: Interface[] },
): string[] {
  return interfaces
    .filter(({ adopted, foundMtu, mac }) => adopted || foundMtu || mac === null)
    .map(({ networkId, hostEnd, namespaceEnd, adopted }) =>
      JSON.stringify([id, hostId, namespace, networkId, hostEnd, namespaceEnd, adopted ?? false]),
    );
}

function sorted(presence: FoundPresence) {
  return Object.entries(presence).sort(([a], [b]) => (a < b ? -1 : 1));
}

function idsOfOthers(intent: Intent, { tenantIds }: Fence): Set<string> {
  const others = intent.tenants.filter(({ id }) => !tenantIds.has(id));
  return new Set(
    others.flatMap(({ networks, endpoints }) => [...networks, ...endpoints].map(({ id }) => id)),
  );
}

function idsIn(operation: Operation): string[] {
  switch (operation.op) {
    case 'tenant.add':
      return [...operation.tenant.networks, ...operation.tenant.endpoints].map(({ id }) => id);
    case 'network.add':
      return [operation.network.id];
    case 'endpoint.add':
      return [operation.endpoint.id];
    default:
      return [];
  }
}
