import { FLOOD_MAC } from '@/server/model/vxlan';
import type { FdbEntry } from '@/server/observe/observed';

export type FdbKind = 'flood' | 'learned' | 'static';
export type FdbRow = { mac: string; kind: FdbKind; to: string };

/** Where a VXLAN interface sends frames: its own entries, each with a VTEP. Flood entries first. */
export function vxlanRows(fdb: readonly FdbEntry[], device: string): FdbRow[] {
  return sorted(
    fdb.flatMap((entry) =>
      entry.device === device && entry.dst !== null
        ? [{ mac: entry.mac, kind: kindOf(entry), to: entry.dst }]
        : [],
    ),
  );
}

/** Where a bridge sends frames: by which port. The ports' own MACs, which are there always, are left out. */
export function bridgeRows(fdb: readonly FdbEntry[], bridge: string, own: ReadonlySet<string>): FdbRow[] {
  return sorted(
    fdb.flatMap((entry) =>
      entry.master === bridge && entry.dst === null && !own.has(entry.mac)
        ? [{ mac: entry.mac, kind: kindOf(entry), to: entry.device }]
        : [],
    ),
  );
}

/** The VTEPs that broadcast, unknown unicast and multicast go to. */
export function floodTargets(fdb: readonly FdbEntry[], device: string): string[] {
  return vxlanRows(fdb, device).flatMap((row) => (row.kind === 'flood' ? [row.to] : []));
}

function kindOf(entry: FdbEntry): FdbKind {
  if (entry.mac === FLOOD_MAC) return 'flood';
  return entry.state === '' ? 'learned' : 'static';
}

const ORDER: Record<FdbKind, number> = { flood: 0, static: 1, learned: 2 };

function sorted(rows: FdbRow[]): FdbRow[] {
  return rows.toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind] || (a.to < b.to ? -1 : a.to > b.to ? 1 : 0));
}
