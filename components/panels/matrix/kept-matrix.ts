import type { MatrixResult } from '@/server/api/types';
import type { Carriage } from '@/server/live/carriage';
import type { Intent } from '@/server/model/intent';
import type { MatrixRun } from './matrix-store';

/** What a heat map is drawn from. */
export type MapData = Pick<MatrixRun, 'network' | 'seats' | 'cells'>;

/** A matrix that was run by somebody else, or by the schedule. */
export function mapOfResult(network: string, { seats, cells }: MatrixResult): MapData {
  return { network, seats, cells: byEnds(cells) };
}

/** The ways between the VTEPs of hosts, as the underlay's probes found them last. */
export function mapOfUnderlay(
  network: string,
  hosts: Intent['hosts'],
  carriage: Readonly<Record<string, Carriage>>,
): MapData {
  const seats = hosts.map(({ id, name, underlay }) => ({
    endpointId: id,
    hostId: id,
    label: name,
    address: underlay?.address ?? '',
  }));
  const vteps = new Map(seats.map(({ hostId, address }) => [hostId, address]));
  // What was found before an underlay was changed is told no more.
  const ways = Object.values(carriage).filter(
    ({ from, to, source, target }) => vteps.get(from) === source && vteps.get(to) === target,
  );
  return { network, seats, cells: byEnds(ways) };
}

function byEnds(list: readonly MatrixResult['cells'][number][]): MapData['cells'] {
  const cells: Record<string, Record<string, MatrixResult['cells'][number]>> = {};
  for (const cell of list) {
    const row = cells[cell.from] ?? {};
    row[cell.to] = cell;
    cells[cell.from] = row;
  }
  return cells;
}
