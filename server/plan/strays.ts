import type { Desired } from '../compile/desired';
import { badDeviceName, badNamespaceName } from '../model/device-name';
import { parseOwnerMark } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import { foreignInside, foreignPorts } from './foreign';
import type { Obstacles } from './obstacle';
import { owned, standing } from './ownership';
import type { ObjectRef, Stray } from './plan';
import type { Space, View } from './view';
import { isHeld } from './wanted';

/** Of what of ours is somewhere else than intent has it, by where it was found. */
export type Strays = {
  links: ReadonlyMap<ObservedLink, Stray>;
  spaces: ReadonlyMap<Space, Stray>;
};

/**
 * What carries the mark of something that is desired here, and is not that: somebody renamed, moved or copied it. The
 * other end of a pair of which one end is in its place is no stray: the pair is made anew, and that one goes along.
 */
export function straysOf(desired: Desired, host: View, obstacles: Obstacles): Strays {
  const finder = new Finder(desired, host, obstacles);
  finder.inRoot();
  finder.inNamespaces();
  finder.namespaces();
  return finder;
}

type Home = Omit<Stray, 'object'> & {
  /** As `NAMESPACE/DEVICE`, NAMESPACE empty for the host's own. */
  places: string[];
};

class Finder implements Strays {
  readonly links = new Map<ObservedLink, Stray>();
  readonly spaces = new Map<Space, Stray>();
  private readonly homes = new Map<string, Home>();
  private readonly taken = new Set<string>();
  private readonly at = new Map<ObservedLink, string>();

  constructor(
    private readonly desired: Desired,
    private readonly host: View,
    private readonly obstacles: Obstacles,
  ) {
    const at = (kind: ObjectRef['kind'], name: string): ObjectRef => ({ kind, name, namespace: null });
    for (const { owner, name, tenantId, networkId } of desired.bridges) {
      const who = { owner, tenantId, networkId, endpointId: null };
      this.know({ ...who, home: at('bridge', name), places: [`/${name}`] });
    }
    for (const { owner, name, tenantId, networkId } of desired.vxlans) {
      const who = { owner, tenantId, networkId, endpointId: null };
      this.know({ ...who, home: at('vxlan', name), places: [`/${name}`] });
    }
    for (const { owner, hostEnd, namespace, namespaceEnd, ...veth } of desired.veths) {
      const { tenantId, networkId, endpointId } = veth;
      const places = [`/${hostEnd.name}`, `${namespace}/${namespaceEnd.name}`];
      this.know({ owner, tenantId, networkId, endpointId, home: at('veth', hostEnd.name), places });
    }
    for (const { owner, name, tenantId, endpointId } of desired.namespaces) {
      this.know({ owner, tenantId, networkId: null, endpointId, home: at('namespace', name), places: [] });
    }
    for (const link of host.links.values()) this.at.set(link, `/${link.name}`);
    for (const { name, links } of host.spaces.values()) {
      for (const link of links.values()) this.at.set(link, `${name}/${link.name}`);
    }
  }

  inRoot(): void {
    const { fabric } = this.desired;
    for (const link of this.host.links.values()) {
      const owner = owned(this.host, link, fabric);
      const home = owner && this.homeOf(owner.id);
      // Where something else belongs, it is that which is made anew.
      if (!home || this.taken.has(`/${link.name}`) || badDeviceName(link.name) !== null) continue;
      if (owner.origin === 'made' && foreignPorts(fabric, this.host, link).length > 0) continue;
      if (this.followsMate(link, home)) continue;
      this.links.set(link, strayOf(home, linkRef(link, null)));
    }
  }

  inNamespaces(): void {
    const told = new Set<string>();
    for (const space of this.host.spaces.values()) {
      if (badNamespaceName(space.name) !== null) continue;
      for (const link of space.links.values()) {
        const owner = standing(link, this.desired.fabric);
        const home = owner.is === 'ours' && owner.origin === 'made' ? this.homeOf(owner.id) : null;
        if (!home || this.taken.has(`${space.name}/${link.name}`)) continue;
        if (badDeviceName(link.name) !== null || told.has(`${link.alias}`)) continue;
        if (this.followsMate(link, home) || this.hasLostEnd(home)) continue;
        told.add(`${link.alias}`);
        this.links.set(link, strayOf(home, linkRef(link, space.name)));
      }
    }
  }

  namespaces(): void {
    const { fabric, namespaces } = this.desired;
    const names = new Set(namespaces.map(({ name }) => name));
    for (const space of this.host.spaces.values()) {
      const mark = parseOwnerMark(space.lo?.alias);
      const home = mark?.fabric === fabric ? this.homeOf(mark.id) : null;
      if (!mark || !home || names.has(space.name)) continue;
      if ([space.name, ...space.otherNames].some((name) => badNamespaceName(name) !== null)) continue;
      if (mark.origin === 'made' && foreignInside(fabric, this.host, space).length > 0) continue;
      this.spaces.set(space, strayOf(home, { kind: 'namespace', name: space.name, namespace: null }));
    }
  }

  private know(home: Home): void {
    const id = parseOwnerMark(home.owner)?.id;
    if (id === undefined || isHeld(id, this.obstacles)) return;
    this.homes.set(id, home);
    for (const place of home.places) this.taken.add(place);
  }

  private homeOf(id: string): Home | null {
    return this.homes.get(id) ?? null;
  }

  private followsMate(link: ObservedLink, home: Home): boolean {
    const mate = this.host.pairs.get(link);
    if (!mate) return false;
    return this.links.has(mate) || home.places.includes(this.at.get(mate) ?? '');
  }

  /** An end is in its place inside, and where its other end is cannot be seen from here: both go together. */
  private hasLostEnd({ owner, places }: Home): boolean {
    const [, inside = '/'] = places;
    const [namespace = '', name = ''] = inside.split('/');
    const end = this.host.spaces.get(namespace)?.links.get(name);
    return end?.alias === owner && !this.host.pairs.has(end);
  }
}

function strayOf({ places: _, ...home }: Home, object: ObjectRef): Stray {
  return { ...home, object };
}

export function linkRef({ kind, name }: ObservedLink, namespace: string | null): ObjectRef {
  return { kind: kind === 'bridge' || kind === 'vxlan' ? kind : 'veth', name, namespace };
}
