import { parseOwnerMark } from '../model/owner';
import type { Observed, ObservedLink, ObservedNamespace } from '../observe/observed';
import type { Fence } from './fence';

/**
 * Of a host what is theirs, and the underlay that all share: what is nobody's may be another tenant's that was built by
 * hand, so that it is not told either.
 */
export function narrowObserved(observed: Observed, fence: Fence): Observed {
  const names = fence.onHosts.get(observed.hostId);
  const links = observed.links.filter((link) => isShared(link, names?.underlay ?? null) || isTheirs(link));
  const devices = new Set(links.map(({ name }) => name));
  return {
    ...observed,
    links,
    fdb: observed.fdb.filter(({ device, mac }) => devices.has(device) && !fence.hidden.has(mac)),
    ...learned(observed, devices, fence),
    namespaces: observed.namespaces.flatMap((space) => {
      const whose = ownership(space.links.find(({ kind }) => kind === 'loopback')?.alias, fence);
      const shown = whose === 'theirs' || (whose === null && names?.namespaces.has(space.name));
      return shown ? [narrowNamespace(space, fence)] : [];
    }),
  };

  function isTheirs(link: ObservedLink): boolean {
    const whose = ownership(link.alias, fence);
    return whose === 'theirs' || (whose === null && names?.devices.has(link.name) === true);
  }
}

/** What is in a namespace of theirs is theirs, but for what carries the mark of others. */
function narrowNamespace(space: ObservedNamespace, fence: Fence): ObservedNamespace {
  const links = space.links.filter(({ alias }) => ownership(alias, fence) !== 'others');
  const devices = new Set(links.map(({ name }) => name));
  return { ...space, links, ...learned(space, devices, fence) };
}

function learned(
  { routes, neighbours }: Pick<ObservedNamespace, 'routes' | 'neighbours'>,
  devices: ReadonlySet<string>,
  { hidden }: Fence,
) {
  return {
    routes: routes.filter(({ device }) => device !== null && devices.has(device)),
    neighbours: neighbours.filter(
      ({ device, mac, address }) => devices.has(device) && !hidden.has(mac ?? '') && !hidden.has(address),
    ),
  };
}

function isShared({ name, kind }: ObservedLink, underlay: string | null): boolean {
  return kind === 'loopback' || name === underlay;
}

/** By its mark; null: it has none. */
function ownership(alias: string | null | undefined, { ids }: Fence): 'theirs' | 'others' | null {
  const owner = parseOwnerMark(alias);
  if (!owner) return null;
  return owner.id.split(/[.-]/).some((id) => ids.has(id)) ? 'theirs' : 'others';
}
