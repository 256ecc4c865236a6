import type { DriftItem } from '../drift/drift-item';
import type { Fence } from './fence';
import { isWithin } from './operations';

/** null: it is of others. What accepting would change of others, or of hosts, is not theirs to accept. */
export function narrowDrift(item: DriftItem, fence: Fence): DriftItem | null {
  if (!fence.tenantIds.has(item.tenantId)) return null;
  if ('whyNot' in item.accept || item.accept.operations.every((one) => isWithin(one, fence))) return item;
  return { ...item, accept: { whyNot: 'Accepting this changes more than your tenants.' } };
}
