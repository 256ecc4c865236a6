import { keyOfFdbEntry } from '@/server/live/observed-keys';
import { FLOOD_MAC } from '@/server/model/vxlan';
import type { FdbEntry } from '@/server/observe/observed';

export type FdbKind = 'flood' | 'learned' | 'static';
/** `key`: as `keyOfFdbEntry` makes it. */
export type FdbRow = { key: string; mac: string; kind: FdbKind; to: string };

/** Where a VXLAN interface sends frames: its own entries, each with a VTEP. Flood entries first. */
export function vxlanRows(fdb: readonly FdbEntry[], device: string): FdbRow[] {
  const rows: FdbRow[] = [];
  for (const entry of fdb) {
    if (entry.device === device && entry.dst !== null) rows.push(rowOf(entry, entry.dst));
  }
  return rows.sort(byKind);
}

/** Where a bridge sends frames: by which port. The ports' own MACs, which are there always, are left out. */
export function bridgeRows(fdb: readonly FdbEntry[], bridge: string, own: ReadonlySet<string>): FdbRow[] {
  const rows: FdbRow[] = [];
  for (const entry of fdb) {
    if (entry.master === bridge && entry.dst === null && !own.has(entry.mac)) {
      rows.push(rowOf(entry, entry.device));
    }
  }
  return rows.sort(byKind);
}

/** The VTEPs that broadcast, unknown unicast and multicast go to. */
export function floodTargets(fdb: readonly FdbEntry[], device: string): string[] {
  return vxlanRows(fdb, device).flatMap((row) => (row.kind === 'flood' ? [row.to] : []));
}

function rowOf(entry: FdbEntry, to: string): FdbRow {
  return { key: keyOfFdbEntry(entry), mac: entry.mac, kind: kindOf(entry), to };
}

function kindOf(entry: FdbEntry): FdbKind {
  if (entry.mac === FLOOD_MAC) return 'flood';
  return entry.state === '' ? 'learned' : 'static';
}

export const FDB_KIND_ORDER: Record<FdbKind, number> = { flood: 0, static: 1, learned: 2 };

function byKind(a: FdbRow, b: FdbRow): number {
  return FDB_KIND_ORDER[a.kind] - FDB_KIND_ORDER[b.kind] || byText(a.to, b.to) || byText(a.mac, b.mac);
}

/** `localeCompare` takes 20 times longer, and tables have 10,000 rows. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
