import type { Health } from '@/server/status/status';
import { counted } from '../graph/counted';
import type { FabricGraph, HostCard, NetworkRow, TenantLane } from '../graph/fabric-graph';
import type { Match } from '../graph/match';
import type { Selection } from '../selection-store';

/** What the rows of the table are: hosts, networks on hosts, or interfaces. */
export const SUBJECTS = ['hosts', 'networks', 'interfaces'] as const;
export type Subject = (typeof SUBJECTS)[number];

export type Column = { id: string; label: string; numeric?: true; mono?: true; wide?: true };

export const COLUMNS: Record<Subject, readonly Column[]> = {
  hosts: [
    { id: 'host', label: 'Host', wide: true },
    { id: 'state', label: 'State' },
    { id: 'address', label: 'Address', mono: true },
    { id: 'vtep', label: 'VTEP', mono: true },
    { id: 'device', label: 'Underlay' },
    { id: 'mtu', label: 'MTU', numeric: true },
    { id: 'tenants', label: 'Tenants', numeric: true },
    { id: 'endpoints', label: 'Endpoints', numeric: true },
  ],
  networks: [
    { id: 'host', label: 'Host' },
    { id: 'tenant', label: 'Tenant', wide: true },
    { id: 'network', label: 'Network' },
    { id: 'vni', label: 'VNI', numeric: true },
    { id: 'addresses', label: 'Addresses', mono: true },
    { id: 'bridge', label: 'Bridge' },
    { id: 'vxlan', label: 'VXLAN' },
    { id: 'mtu', label: 'MTU', numeric: true },
    { id: 'tunnels', label: 'Tunnels', numeric: true },
  ],
  interfaces: [
    { id: 'host', label: 'Host' },
    { id: 'interface', label: 'Interface', wide: true },
    { id: 'kind', label: 'Kind' },
    { id: 'namespace', label: 'Namespace' },
    { id: 'tenant', label: 'Tenant' },
    { id: 'vni', label: 'VNI', numeric: true },
    { id: 'address', label: 'Address', mono: true },
    { id: 'mac', label: 'MAC', mono: true },
    { id: 'mtu', label: 'MTU', numeric: true },
  ],
};

export type Cell = string | number | null;

export type Row = {
  key: string;
  about: Selection;
  health: Health;
  /** What is said of it beside its health: a draft, or drift. */
  note: string | null;
  sentence: string;
  /** Of its tenant. */
  color: number | null;
  cells: Cell[];
};

export function rowsOf(graph: FabricGraph, subject: Subject, match: Match | null): Row[] {
  const members = new Map(graph.meshes.map((mesh) => [mesh.networkId, mesh.members]));
  const hosts = match ? graph.hosts.filter(({ id }) => match.hosts.has(id)) : graph.hosts;
  if (subject === 'hosts') return hosts.map(hostRow);
  return hosts.flatMap((host) =>
    host.lanes
      .filter((lane) => !match || match.lanes.has(lane.key))
      .flatMap((lane) =>
        lane.rows.flatMap((row) =>
          subject === 'networks'
            ? [networkRow(host, lane, row, (members.get(row.networkId) ?? 1) - 1)]
            : interfaceRows(host, lane, row),
        ),
      ),
  );
}

function hostRow(card: HostCard): Row {
  const endpoints = card.lanes.reduce(
    (sum, lane) => sum + lane.rows.reduce((all, row) => all + row.ends.length, 0),
    0,
  );
  const { underlay } = card;
  return {
    key: card.id,
    about: { kind: 'host', hostId: card.id },
    health: card.mark.health,
    note: noteOf(card.ghost, card.drift),
    sentence: card.mark.sentence,
    color: null,
    cells: [
      card.name,
      card.state,
      card.address,
      underlay?.vtep ?? null,
      underlay?.device ?? null,
      underlay?.mtu ?? null,
      card.lanes.length,
      endpoints,
    ],
  };
}

function networkRow(host: HostCard, lane: TenantLane, row: NetworkRow, tunnels: number): Row {
  const { tenantId, networkId, hostId } = row;
  return {
    key: row.key,
    about: { kind: 'lane', tenantId, networkId, hostId },
    health: row.mark.health,
    note: noteOf(row.ghost, lane.drift.filter((spot) => (spot.networkId ?? networkId) === networkId).length),
    sentence: row.mark.sentence,
    color: row.color,
    cells: [
      host.name,
      lane.tenant,
      row.name,
      row.vni,
      row.ends.flatMap((end) => end.addresses).join(', '),
      row.bridge.name,
      row.vxlan.name,
      row.vxlan.mtu,
      tunnels,
    ],
  };
}

function interfaceRows(host: HostCard, lane: TenantLane, row: NetworkRow): Row[] {
  const { tenantId, networkId, hostId, color } = row;
  const place = { tenantId, networkId, hostId };
  const note = (part: 'bridge' | 'vxlan' | 'veth', ghost: NetworkRow['ghost'], endpointId?: string) =>
    noteOf(
      ghost,
      lane.drift.filter(
        (spot) =>
          spot.part === part &&
          spot.networkId === networkId &&
          (!endpointId || spot.endpointId === endpointId),
      ).length,
    );
  const devices = (['bridge', 'vxlan'] as const).map((kind): Row => {
    const { name, mark, ghost, mac, mtu } = row[kind];
    return {
      key: `${row.key}/${name}`,
      about: { kind, ...place },
      health: mark.health,
      note: note(kind, ghost),
      sentence: mark.sentence,
      color,
      cells: [
        host.name,
        name,
        kind === 'vxlan' ? 'VXLAN' : 'bridge',
        null,
        lane.tenant,
        row.vni,
        null,
        mac,
        mtu,
      ],
    };
  });
  const pairs = row.ends.flatMap((end) => {
    const { hostEnd, namespaceEnd, mark } = end.veth;
    const both = (name: string, namespace: string | null, cells: Cell[]): Row => ({
      key: `${row.key}/${namespace ?? ''}/${name}`,
      about: { kind: 'veth', endpointId: end.endpointId, ...place },
      health: mark.health,
      note: note('veth', end.ghost, end.endpointId),
      sentence: mark.sentence,
      color,
      cells: [host.name, name, 'veth', namespace, lane.tenant, row.vni, ...cells],
    });
    return [
      both(hostEnd, null, [null, null, end.mtu]),
      both(namespaceEnd, end.namespace, [end.addresses.join(', '), end.mac, end.mtu]),
    ];
  });
  return [...pairs, ...devices];
}

function noteOf(ghost: NetworkRow['ghost'], drift: number): string | null {
  if (ghost === 'new') return 'new';
  if (ghost === 'removed') return 'will be removed';
  if (drift > 0) return counted(drift, 'difference');
  return ghost === 'changed' ? 'changed' : null;
}

/** `column` −1: by health. */
export type Order = { column: number; direction: 'up' | 'down' };

const GRAVITY: Record<Health, number> = { failed: 0, degraded: 1, unknown: 2, pending: 3, healthy: 4 };
const collator = new Intl.Collator('en', { numeric: true });

/** Names by their numbers too (`node2` before `node10`); what is empty comes last, whichever way. */
export function sorted(rows: readonly Row[], { column, direction }: Order): Row[] {
  const sign = direction === 'up' ? 1 : -1;
  return rows.toSorted((a, b) => {
    if (column < 0) return sign * (GRAVITY[a.health] - GRAVITY[b.health]);
    const [one, other] = [a.cells[column] ?? null, b.cells[column] ?? null];
    if (one === null || one === '') return other === null || other === '' ? 0 : 1;
    if (other === null || other === '') return -1;
    if (typeof one === 'number' && typeof other === 'number') return sign * (one - other);
    return sign * collator.compare(String(one), String(other));
  });
}
