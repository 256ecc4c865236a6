import type { Health } from '@/server/status/status';
import type { FabricGraph, HostCard, NetworkRow, TenantLane } from './fabric-graph';

/** What is looked for; '' and null leave open. `unwell` is everything that is not healthy, drift included. */
export type Filter = {
  text: string;
  health: Health | 'unwell' | null;
  tenantId: string | null;
  hostId: string | null;
};

export const NO_FILTER: Filter = { text: '', health: null, tenantId: null, hostId: null };

export function isOpen({ text, health, tenantId, hostId }: Filter): boolean {
  return text.trim() === '' && health === null && tenantId === null && hostId === null;
}

/** Ids of the hosts, and keys of the lanes, that are looked for. */
export type Match = { hosts: ReadonlySet<string>; lanes: ReadonlySet<string> };

/** null: everything. */
export function matchOf(graph: FabricGraph, filter: Filter): Match | null {
  if (isOpen(filter)) return null;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const hosts = new Set<string>();
  const lanes = new Set<string>();
  for (const host of graph.hosts) {
    if (filter.hostId !== null && host.id !== filter.hostId) continue;
    const own = textOfHost(host);
    const left = words.filter((word) => !own.includes(word));
    for (const lane of host.lanes) {
      if (!laneMatches(lane, filter)) continue;
      if (left.length > 0 && !left.every((word) => textOfLane(lane).includes(word))) continue;
      lanes.add(lane.key);
      hosts.add(host.id);
    }
    if (filter.tenantId === null && left.length === 0 && hostMatches(host, filter)) hosts.add(host.id);
  }
  return { hosts, lanes };
}

export function laneMatches(lane: TenantLane, { health, tenantId }: Filter): boolean {
  if (tenantId !== null && lane.tenantId !== tenantId) return false;
  return healthMatches(lane.mark.health, lane.drift.length, health);
}

function hostMatches(host: HostCard, { health }: Filter): boolean {
  return healthMatches(host.mark.health, host.drift, health);
}

export function healthMatches(is: Health, drift: number, wanted: Filter['health']): boolean {
  if (wanted === null) return true;
  return wanted === 'unwell' ? is !== 'healthy' || drift > 0 : is === wanted;
}

const hostTexts = new WeakMap<HostCard, string>();
const laneTexts = new WeakMap<TenantLane, string>();

/** Everything that a person may know a host by, in lower case. */
export function textOfHost(host: HostCard): string {
  return remembered(hostTexts, host, () => [
    host.name,
    host.address,
    host.underlay?.vtep,
    host.underlay?.device,
    host.state,
    ...host.foreign.map(({ name }) => name),
  ]);
}

export function textOfLane(lane: TenantLane): string {
  return remembered(laneTexts, lane, () => [lane.tenant, ...lane.rows.flatMap(wordsOfRow)]);
}

export function wordsOfRow(row: NetworkRow): (string | null)[] {
  return [
    row.name,
    `vni ${row.vni}`,
    row.bridge.name,
    row.bridge.mac,
    row.vxlan.name,
    row.vxlan.mac,
    ...row.ends.flatMap((end) => [
      end.name,
      end.namespace,
      ...end.addresses,
      end.mac,
      end.veth.hostEnd,
      end.veth.namespaceEnd,
    ]),
  ];
}

function remembered<T extends object>(
  texts: WeakMap<T, string>,
  of: T,
  words: () => (string | null | undefined)[],
): string {
  let text = texts.get(of);
  if (text === undefined) {
    text = words().filter(Boolean).join('\n').toLowerCase();
    texts.set(of, text);
  }
  return text;
}
