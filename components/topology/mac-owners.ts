import type { HostLive } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import type { Observed, ObservedLink } from '@/server/observe/observed';
import { type DevicePlace, type DevicePlaces, devicePlaceKey, devicePlaces } from './device-places';
import type { Selection } from './selection-store';

/** A device that has a MAC, or shall have it. */
export type MacOwner = {
  mac: string;
  hostId: string;
  namespace: string | null;
  device: string;
  /** null: not ours. */
  place: DevicePlace | null;
  /** Its host was not read, or does not have the device: this is what was asked for. */
  wanted: boolean;
  /** Canonical, without prefix length. */
  addresses: readonly string[];
  selection: Selection;
};

export type MacOwners = ReadonlyMap<string, readonly MacOwner[]>;

type Lives = Readonly<Record<string, HostLive>>;

let last: { intent: Intent; lives: Lives; owners: MacOwners } | null = null;

/** Whose each MAC is, over all hosts. A host is looked through again only when it was read anew. */
export function macOwners(intent: Intent, lives: Lives): MacOwners {
  if (last?.intent === intent && last.lives === lives) return last.owners;
  const places = devicePlaces(intent);
  const owners = new Map<string, MacOwner[]>();
  const add = (owner: MacOwner) => {
    const list = owners.get(owner.mac);
    if (list) list.push(owner);
    else owners.set(owner.mac, [owner]);
  };
  for (const host of intent.hosts) {
    const observed = lives[host.id]?.observed;
    if (observed) for (const owner of ofHost(observed, places)) add(owner);
  }
  for (const owner of wantedOwners(intent, lives, places)) {
    const there = owners.get(owner.mac);
    if (!there?.some((one) => one.hostId === owner.hostId && one.device === owner.device)) add(owner);
  }
  last = { intent, lives, owners };
  return owners;
}

/** The one that is meant in a tenant's table: its own before another's, an endpoint before any other device. */
export function ownerOf(owners: MacOwners, mac: string, tenantId: string | null): MacOwner | null {
  const rank = ({ place }: MacOwner) =>
    (place?.tenantId === tenantId ? 0 : 4) +
    (place === null ? 3 : place.part === 'namespace end' ? 0 : place.part === 'host end' ? 2 : 1);
  return owners.get(mac)?.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** `microsoft@node02`, `msft-br on node01`: short, for a table. */
export function ownerText(
  { place, device, namespace, hostId }: MacOwner,
  nameOf: (id: string) => string,
): string {
  if (place?.part === 'namespace end') return place.label;
  return namespace === null
    ? `${device} on ${nameOf(hostId)}`
    : `${device} in ${namespace} on ${nameOf(hostId)}`;
}

const cache = new WeakMap<Observed, { places: DevicePlaces; owners: MacOwner[] }>();

function ofHost(observed: Observed, places: DevicePlaces): MacOwner[] {
  const before = cache.get(observed);
  if (before?.places === places) return before.owners;
  const { hostId } = observed;
  const own = places.get(hostId);
  const owners: MacOwner[] = [];
  const take = (namespace: string | null, link: ObservedLink) => {
    if (!link.mac || link.kind === 'loopback') return;
    const place = own?.get(devicePlaceKey(namespace, link.name)) ?? null;
    owners.push({
      mac: link.mac,
      hostId,
      namespace,
      device: link.name,
      place,
      wanted: false,
      addresses: link.addresses.map(({ text }) => text.split('/')[0] ?? text),
      selection:
        place?.selection ??
        (namespace === null ? { kind: 'foreign', hostId, name: link.name } : { kind: 'host', hostId }),
    });
  };
  for (const link of observed.links) take(null, link);
  for (const { name, links } of observed.namespaces) for (const link of links) take(name, link);
  cache.set(observed, { places, owners });
  return owners;
}

/** Endpoints whose interface was not read with its MAC: what intent gives them. */
function* wantedOwners(intent: Intent, lives: Lives, places: DevicePlaces): Generator<MacOwner> {
  for (const tenant of intent.tenants) {
    for (const { hostId, namespace, interfaces } of tenant.endpoints) {
      const spaces = lives[hostId]?.observed?.namespaces;
      const links = spaces?.find(({ name }) => name === namespace)?.links;
      for (const { mac, namespaceEnd: device, addresses } of interfaces) {
        if (!mac || links?.some((link) => link.name === device)) continue;
        const place = places.get(hostId)?.get(devicePlaceKey(namespace, device)) ?? null;
        if (!place) continue;
        yield { mac, hostId, namespace, device, place, wanted: true, addresses, selection: place.selection };
      }
    }
  }
}
