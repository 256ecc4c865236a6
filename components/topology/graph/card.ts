import type { HostCard, NetworkRow, TenantLane } from './fabric-graph';
import * as m from './metrics';
import type { PlacedHost, PlacedLane, PlacedRow } from './placement';

/**
 * Hosts side by side. Lanes of one tenant are at one height over all of them, so that tunnels between neighbours are
 * straight. Where hosts have little in common that would be mostly holes; then each host is packed by itself.
 */
export function placeRow(
  hosts: readonly HostCard[],
  order: readonly string[],
  unfolded: ReadonlySet<string>,
): PlacedHost[] {
  const slots = new Map<string, TenantLane[]>();
  for (const lane of hosts.flatMap((host) => host.lanes)) {
    slots.set(lane.tenantId, [...(slots.get(lane.tenantId) ?? []), lane]);
  }
  const present = [...slots.values()].reduce((sum, lanes) => sum + lanes.length, 0);
  const common = slots.size <= 12 || present >= (slots.size * hosts.length) / 2;
  if (!common) return hosts.map((host) => placeHost(host, host.lanes.map(slotAlone(unfolded)), unfolded));
  const aligned = order.filter((id) => slots.has(id)).map((id) => slotFor(slots.get(id) ?? [], unfolded));
  const placed = hosts.map((host) => placeHost(host, aligned, unfolded));
  const height = Math.max(0, ...placed.map((host) => host.height));
  return placed.map((host) => ({ ...host, height }));
}

type Slot = { tenantId: string; rows: { networkId: string; shown: number }[]; titled: boolean };

/** Room for the tenant on whichever of the hosts needs most. */
function slotFor(lanes: readonly TenantLane[], unfolded: ReadonlySet<string>): Slot {
  const rows = new Map<string, number>();
  for (const row of lanes.flatMap((lane) => lane.rows)) {
    rows.set(row.networkId, Math.max(rows.get(row.networkId) ?? 0, shownOf(row, unfolded).slots));
  }
  return {
    tenantId: lanes[0]?.tenantId ?? '',
    rows: [...rows].map(([networkId, shown]) => ({ networkId, shown })),
    titled: rows.size > 1,
  };
}

function slotAlone(unfolded: ReadonlySet<string>) {
  return (lane: TenantLane) => slotFor([lane], unfolded);
}

function shownOf(row: NetworkRow, unfolded: ReadonlySet<string>): { slots: number; shown: number } {
  if (row.ends.length <= m.ENDPOINTS_SHOWN) return { slots: row.ends.length, shown: row.ends.length };
  if (unfolded.has(row.key)) return { slots: row.ends.length + 1, shown: row.ends.length };
  return { slots: m.ENDPOINTS_SHOWN, shown: m.ENDPOINTS_SHOWN - 1 };
}

function placeHost(host: HostCard, slots: readonly Slot[], unfolded: ReadonlySet<string>): PlacedHost {
  let y = m.HOST_HEADER + m.LANE_GAP;
  const lanes: PlacedLane[] = [];
  for (const slot of slots) {
    const height = slotHeight(slot);
    const lane = host.lanes.find((candidate) => candidate.tenantId === slot.tenantId);
    if (lane) {
      lanes.push({
        key: lane.key,
        x: m.LANE_INSET,
        y,
        width: m.HOST_WIDTH - 2 * m.LANE_INSET,
        height,
        rows: placeLaneRows(lane, slot, unfolded),
      });
    }
    y += height + m.LANE_GAP;
  }
  // Below the lanes: above them it would push them out of line with the neighbour's.
  const noticeY = needsNotice(host) ? y : null;
  if (noticeY !== null) y += m.NOTICE_HEIGHT + m.LANE_GAP;
  else if (slots.length === 0) y += m.EMPTY_BODY;
  const foreignY = host.foreign.length > 0 ? y : null;
  if (foreignY !== null) y += foreignHeight(host.foreign.length) + m.LANE_GAP;
  return {
    id: host.id,
    x: 0,
    y: 0,
    width: m.HOST_WIDTH,
    height: y + m.HOST_FOOTER,
    facing: 'right',
    lanes,
    noticeY,
    foreignY,
  };
}

/** Not ready, so that a sentence and the next step stand in the card; also while it is tried again after a failure. */
export function needsNotice(host: Pick<HostCard, 'state' | 'reason'>): boolean {
  if (host.state === 'connecting') return host.reason !== null;
  return (
    host.state === 'unpinned' ||
    host.state === 'unreachable' ||
    host.state === 'cut-off' ||
    host.state === 'refused'
  );
}

export function foreignHeight(count: number): number {
  return m.FOREIGN_HEADER + Math.ceil(Math.min(count, m.FOREIGN_SHOWN) / 2) * m.FOREIGN_LINE + 8;
}

function slotHeight(slot: Slot): number {
  const rows = slot.rows.map((row) => rowHeight(row.shown, slot.titled));
  const inner = rows.reduce((sum, height) => sum + height, 0) + Math.max(0, rows.length - 1) * m.ROW_GAP;
  return m.LANE_HEADER + inner + m.LANE_PADDING;
}

function rowHeight(boxes: number, titled: boolean): number {
  return (titled ? m.ROW_TITLE : 0) + boxes * m.BOX_HEIGHT + Math.max(0, boxes - 1) * m.BOX_GAP;
}

function placeLaneRows(lane: TenantLane, slot: Slot, unfolded: ReadonlySet<string>): PlacedRow[] {
  const placed: PlacedRow[] = [];
  let y = m.LANE_HEADER;
  for (const { networkId, shown } of slot.rows) {
    const row = lane.rows.find((candidate) => candidate.networkId === networkId);
    if (row) {
      const own = shownOf(row, unfolded);
      placed.push({
        key: row.key,
        y,
        height: rowHeight(own.slots, slot.titled),
        chainY: y + (slot.titled ? m.ROW_TITLE : 0) + m.BOX_HEIGHT / 2,
        shown: own.shown,
        folded: row.ends.length - own.shown,
      });
    }
    y += rowHeight(shown, slot.titled) + m.ROW_GAP;
  }
  return placed;
}
