import type { HostLive } from '@/server/api/types';
import { endpointLabel, type Intent } from '@/server/model/intent';

/** What a found thing is, enough to select it on the canvas. */
export type FoundThing =
  | { kind: 'host'; hostId: string }
  | { kind: 'tenant'; tenantId: string }
  | { kind: 'network'; tenantId: string; networkId: string }
  | { kind: 'endpoint'; tenantId: string; endpointId: string; hostId: string }
  | { kind: 'device'; hostId: string; namespace: string | null; device: string };

export type FindItem = {
  id: string;
  kind: FoundThing['kind'];
  name: string;
  /** Where it is, and what it holds. */
  detail: string;
  /** Lower case, searched. */
  words: string[];
  tenantColor: number | null;
  thing: FoundThing;
};

const ofIntent = new WeakMap<Intent, FindItem[]>();
const ofHost = new WeakMap<HostLive, { where: string; items: FindItem[] }>();

/**
 * Everything that can be found: what was asked for, and every device that the hosts really have. What did not change
 * since it was last looked for is not listed anew.
 */
export function findItems(intent: Intent, lives: Record<string, HostLive>): FindItem[] {
  const hostName = new Map(intent.hosts.map((host) => [host.id, host.name]));
  const asked = ofIntent.get(intent) ?? askedFor(intent);
  ofIntent.set(intent, asked);
  const devices = Object.values(lives).flatMap((live) => {
    const where = hostName.get(live.hostId);
    if (where === undefined) return [];
    const known = ofHost.get(live);
    if (known?.where === where) return known.items;
    const items = devicesOf(live, where);
    ofHost.set(live, { where, items });
    return items;
  });
  return [...asked, ...devices];
}

function askedFor(intent: Intent): FindItem[] {
  const items: FindItem[] = [];
  for (const host of intent.hosts) {
    items.push({
      id: `host:${host.id}`,
      kind: 'host',
      name: host.name,
      detail: [host.address, host.underlay && `VTEP ${host.underlay.address}`].filter(Boolean).join(' · '),
      words: lower(host.name, host.address, host.underlay?.address),
      tenantColor: null,
      thing: { kind: 'host', hostId: host.id },
    });
  }
  for (const tenant of intent.tenants) {
    items.push({
      id: `tenant:${tenant.id}`,
      kind: 'tenant',
      name: tenant.name,
      detail: [
        `prefix ${tenant.prefix}`,
        counted(tenant.networks.length, 'network'),
        counted(tenant.endpoints.length, 'endpoint'),
      ].join(' · '),
      words: lower(tenant.name, tenant.prefix),
      tenantColor: tenant.color,
      thing: { kind: 'tenant', tenantId: tenant.id },
    });
    for (const network of tenant.networks) {
      items.push({
        id: `network:${network.id}`,
        kind: 'network',
        name: `${tenant.name} / ${network.name}`,
        detail: `VNI ${network.vni} · ${network.subnets.join(', ')}`,
        words: lower(
          network.name,
          tenant.name,
          String(network.vni),
          `vni ${network.vni}`,
          ...network.subnets,
        ),
        tenantColor: tenant.color,
        thing: { kind: 'network', tenantId: tenant.id, networkId: network.id },
      });
    }
    for (const endpoint of tenant.endpoints) {
      const addresses = endpoint.interfaces.flatMap((wire) => wire.addresses);
      const macs = endpoint.interfaces.flatMap((wire) => (wire.mac ? [wire.mac] : []));
      const label = endpointLabel(tenant, endpoint, intent.hosts);
      items.push({
        id: `endpoint:${endpoint.id}`,
        kind: 'endpoint',
        name: label,
        detail: [...addresses, ...macs].join(' · '),
        words: lower(label, endpoint.namespace, ...addresses, ...macs),
        tenantColor: tenant.color,
        thing: { kind: 'endpoint', tenantId: tenant.id, endpointId: endpoint.id, hostId: endpoint.hostId },
      });
    }
  }
  return items;
}

function devicesOf({ hostId, observed }: HostLive, where: string): FindItem[] {
  if (!observed) return [];
  const places = [
    { namespace: null as string | null, links: observed.links },
    ...observed.namespaces.map((one) => ({ namespace: one.name as string | null, links: one.links })),
  ];
  return places.flatMap(({ namespace, links }) =>
    links
      .filter((link) => link.kind !== 'loopback')
      .map((link): FindItem => {
        const addresses = link.addresses.map((address) => address.text);
        return {
          id: `device:${hostId}/${namespace ?? ''}/${link.name}`,
          kind: 'device',
          name: link.name,
          detail: [namespace === null ? where : `${namespace} on ${where}`, link.mac, ...addresses]
            .filter(Boolean)
            .join(' · '),
          words: lower(link.name, link.mac, ...addresses),
          tenantColor: null,
          thing: { kind: 'device', hostId, namespace, device: link.name },
        };
      }),
  );
}

const RANK: Record<FindItem['kind'], number> = { tenant: 0, host: 1, network: 2, endpoint: 3, device: 4 };

/** The best matches: whole words before beginnings before parts, tenants and hosts before devices. */
export function search(items: readonly FindItem[], query: string, limit = 40): FindItem[] {
  const terms = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const scored: { item: FindItem; score: number }[] = [];
  for (const item of items) {
    let score = RANK[item.kind];
    let fits = true;
    for (const term of terms) {
      const best = item.words.reduce((least, word) => Math.min(least, closeness(word, term)), 9);
      if (best === 9) {
        fits = false;
        break;
      }
      score += best * 5;
    }
    if (fits) scored.push({ item, score });
  }
  scored.sort((a, b) => a.score - b.score || (a.item.name < b.item.name ? -1 : 1));
  return scored.slice(0, limit).map(({ item }) => item);
}

function closeness(word: string, term: string): number {
  if (word === term) return 0;
  if (word.startsWith(term)) return 1;
  return word.includes(term) ? 2 : 9;
}

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}

function lower(...words: (string | null | undefined)[]): string[] {
  return words.flatMap((word) => (word ? [word.toLowerCase()] : []));
}
