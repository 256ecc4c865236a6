import { selectionOfDrift } from '@/components/panels/drift/drift-place';
import type { DriftItem } from '@/server/drift/drift-item';
import type { DriftSpot } from './fabric-graph';
import { groupBy } from './group';

export type DriftByHost = ReadonlyMap<string, readonly DriftItem[]>;
export const NO_DRIFT: readonly DriftItem[] = [];

export function driftByHost(drift: Readonly<Record<string, DriftItem>>): DriftByHost {
  return groupBy(Object.values(drift), (item) => item.hostId);
}

/** What of a host's drift is a tenant's, each with the part of the lane that it is at. */
export function spotsOf(items: readonly DriftItem[], tenantId: string): DriftSpot[] {
  return items
    .filter((item) => item.tenantId === tenantId)
    .map((item) => {
      const { kind } = selectionOfDrift(item);
      const part =
        kind === 'host' || kind === 'tenant' || kind === 'tunnel' || kind === 'foreign' ? 'lane' : kind;
      const { key, networkId, endpointId, sentence, weight } = item;
      return { key, part, networkId, endpointId, sentence, weight };
    });
}

/** The gravest one at each part. */
export function spotAt(
  spots: readonly DriftSpot[],
  part: DriftSpot['part'],
  networkId: string,
  endpointId: string | null = null,
): DriftSpot | null {
  const own = spots.filter(
    (spot) =>
      spot.part === part &&
      (spot.networkId ?? networkId) === networkId &&
      (endpointId === null || spot.endpointId === endpointId),
  );
  return own.find((spot) => spot.weight === 'failed') ?? own[0] ?? null;
}
