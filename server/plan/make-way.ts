import type { Desired, DesiredNamespace, DesiredVeth, DesiredVxlan } from '../compile/desired';
import { badDeviceName, badNamespaceName } from '../model/device-name';
import { isSameOwner, parseOwnerMark } from '../model/owner';
import { pairMisfit } from '../model/veth-pair';
import type { ObservedLink } from '../observe/observed';
import { type Draft, differs, presenceOf, remove } from './draft';
import { line } from './line';
import type { Mending } from './mending';
import { ownersByName } from './names';
import { isOurs, standing, whose } from './ownership';
import type { ObjectRef } from './plan';
import { linkRef, type Strays } from './strays';
import type { Gone, Space, View } from './view';
import { type Misfit, sameSegment, vxlanMisfits } from './vxlan';
import type { Wanted } from './wanted';

/**
 * What of ours must go before anything is built: devices and namespaces that stand where others of ours shall
 * stand and cannot be changed into them. Everything else is added first and removed last.
 */
export function makeWay(desired: Desired, wanted: Wanted, host: View, strays: Strays): Ways {
  const way = new Way(desired, host, strays);
  for (const namespace of wanted.namespaces) way.forNamespace(namespace);
  for (const bridge of wanted.bridges) {
    const found = host.links.get(bridge.name);
    if (found) {
      const object = hostObject('bridge', bridge.name);
      const kind = differs('kind', found.kindName || found.kind, 'bridge');
      const strange = way.strange(found, bridge.owner);
      const attribute = kind ? 'kind' : 'alias';
      const because = kind ?? strange;
      if (because) way.link(found, { because, ...bridge, mends: [{ object, attribute, which: null }] });
    }
  }
  for (const vxlan of wanted.vxlans) way.forVxlan(vxlan);
  for (const veth of wanted.veths) way.forVeth(veth);
  way.strayed(wanted);
  return way;
}

/** What may go to make way, and what is left to choose: which of it goes. */
export type Ways = {
  /** Each for every reason that there is. */
  drafts(): Draft[];
  /** What goes for a reason that is chosen. */
  taken(chosen: (draft: Draft) => boolean): { gone: Gone; drafts: Draft[] };
};

type Reason = { because: string; tenantId: string; mends: readonly Mending[] };

/** What goes, each for one or more reasons. */
class Goers {
  private readonly reasons = new Map<string, Draft[]>();

  add(key: string, draft: Draft): void {
    const list = this.reasons.get(key);
    if (list) list.push(draft);
    else this.reasons.set(key, [draft]);
  }

  has(key: string): boolean {
    return this.reasons.has(key);
  }

  values(): Iterable<readonly Draft[]> {
    return this.reasons.values();
  }

  /** Each for the first of its reasons that is chosen. */
  chosen(by: (draft: Draft) => boolean): Map<string, Draft> {
    const first = new Map<string, Draft>();
    for (const [key, reasons] of this.reasons) {
      const draft = reasons.find(by);
      if (draft) first.set(key, draft);
    }
    return first;
  }
}

class Way implements Ways {
  private readonly links = new Goers();
  private readonly spaces = new Goers();
  private readonly inside = new Goers();
  /**
   * Marks of what goes inside a namespace, by place: the other end of a pair goes with it, wherever it is, and a
   * namespace may be seen by several names.
   */
  private readonly cut = new Map<string, string>();
  private readonly byVni = new Map<number, ObservedLink[]>();

  constructor(
    private readonly desired: Desired,
    private readonly host: View,
    private readonly strays: Strays,
  ) {
    const names = ownersByName(desired);
    for (const link of host.links.values()) {
      if (!link.vxlan || !isOurs(host, link, desired.fabric, names)) continue;
      this.byVni.set(link.vxlan.vni, [...(this.byVni.get(link.vxlan.vni) ?? []), link]);
    }
  }

  /**
   * Why a device of ours is that of something else in intent, or null. It is made anew and not taken over: its
   * ports and frames are another tenant's.
   */
  strange(found: ObservedLink, owner: string): string | null {
    if (isSameOwner(found.alias, owner) || parseOwnerMark(found.alias)?.origin !== 'made') return null;
    // What people made is not made anew for a mark: where the pair is known by its other end, this one is marked again.
    const pair = whose(this.host, found, this.desired.fabric);
    if (pair.is === 'ours' && pair.origin === 'adopted') return null;
    return differs('owner', found.alias, owner);
  }

  link(found: ObservedLink, reason: Reason): void {
    const other = this.host.pairs.get(found);
    // Where both ends of a pair lie here, one takes the other along.
    const along =
      other !== undefined && this.host.links.get(other.name) === other && this.links.has(other.name);
    const { name } = along ? other : found;
    if (badDeviceName(name) !== null) return;
    this.links.add(
      name,
      this.goes(
        null,
        linkRef(along ? other : found, null),
        line.deleteLink(name),
        `delete ${name} to make way`,
        reason,
      ),
    );
  }

  private goes(
    namespace: string | null,
    object: ObjectRef,
    words: string[],
    sentence: string,
    { because, tenantId, mends }: Reason,
  ): Draft {
    const context = {
      stage: 'make-way',
      tool: 'ip',
      namespace,
      key: tenantId,
      object,
      tenantId,
      mends,
    } as const;
    return remove(context, words, sentence, because, true);
  }

  forVxlan(wanted: DesiredVxlan): void {
    const { tenantId } = wanted;
    const found = this.host.links.get(wanted.name);
    const object = hostObject('vxlan', wanted.name);
    const misfits = found ? this.vxlanMisfits(found, wanted) : [];
    const mends = misfits.map(({ attribute }): Mending => ({ object, attribute, which: null }));
    const because = misfits[0]?.because;
    if (found && because !== undefined) this.link(found, { because, tenantId, mends });
    for (const other of this.byVni.get(wanted.vni) ?? []) {
      if (other.name === wanted.name || !other.vxlan || !sameSegment(other.vxlan, wanted)) continue;
      const stray = this.strays.links.get(other);
      this.link(other, {
        because: `its VNI ${wanted.vni} is that of ${wanted.name} now`,
        tenantId,
        mends: [...(found ? mends : [presenceOf(object)]), ...(stray ? [presenceOf(stray.object)] : [])],
      });
    }
  }

  private vxlanMisfits(found: ObservedLink, wanted: DesiredVxlan): Misfit[] {
    const misfits = vxlanMisfits(found, wanted);
    if (misfits.some(({ attribute }) => attribute === 'kind')) return misfits;
    const because = this.strange(found, wanted.owner);
    return because ? [{ attribute: 'alias', because }] : misfits;
  }

  /** The other end, where that lies in the host's own namespace. */
  private hostEndOf(link: ObservedLink): ObservedLink | null {
    const other = this.host.pairs.get(link);
    return other && this.host.links.get(other.name) === other ? other : null;
  }

  /** Deletes a device inside a namespace, by its host end where that costs no process of its own. */
  private pair(space: Space, inside: ObservedLink, reason: Reason): void {
    const hostEnd = this.hostEndOf(inside);
    if (hostEnd && badDeviceName(hostEnd.name) === null) this.link(hostEnd, reason);
    else this.linkInside(space, inside, reason);
  }

  private linkInside(space: Space, found: ObservedLink, reason: Reason): void {
    const place = `${space.name}/${found.name}`;
    if (found.alias) this.cut.set(place, found.alias);
    this.inside.add(
      place,
      this.goes(
        space.name,
        { kind: 'veth', name: found.name, namespace: space.name },
        line.deleteLink(found.name),
        `delete ${found.name} in ${space.name} to make way`,
        reason,
      ),
    );
  }

  /** A namespace of ours that is another endpoint's: nothing of what that tenant left in it may stay. */
  forNamespace({ name: wanted, owner, tenantId }: DesiredNamespace): void {
    const found = this.host.spaces.get(wanted);
    const mark = found?.lo?.alias ?? null;
    if (!found || isSameOwner(mark, owner) || parseOwnerMark(mark)?.origin !== 'made') return;
    const reason: Reason = {
      because: `owner: ${mark} vs ${owner}`,
      tenantId,
      mends: [{ object: hostObject('namespace', wanted), attribute: 'alias', which: null }],
    };
    // `netns del` returns before the kernel has cleaned up: a host end would stand in the way for some 10 ms.
    for (const end of found.links.values()) {
      const hostEnd = this.hostEndOf(end);
      if (hostEnd) this.link(hostEnd, reason);
    }
    for (const name of [wanted, ...found.otherNames]) {
      if (badNamespaceName(name) !== null) continue;
      const words = `delete the network namespace ${name} to make way`;
      this.spaces.add(
        name,
        this.goes(null, hostObject('namespace', name), line.deleteNamespace(name), words, reason),
      );
    }
  }

  /** Both ends are there, ours, and a pair; or what there is of them goes. */
  forVeth(wanted: DesiredVeth): void {
    const { hostEnd, namespaceEnd, namespace, tenantId } = wanted;
    const outside = this.host.links.get(hostEnd.name);
    const space = this.host.spaces.get(namespace);
    const inside = space?.links.get(namespaceEnd.name);
    const attribute = pairMisfit(outside, inside, this.host.pairs, wanted.owner);
    if (attribute === null) return;
    const mends: Mending[] = [{ object: hostObject('veth', hostEnd.name), attribute, which: null }];
    if (outside) {
      const because = this.brokenness(outside, inside, wanted);
      this.link(outside, { because, tenantId, mends });
    }
    if (!space || !inside || this.spaces.has(namespace)) return;
    if (outside && this.host.pairs.get(inside) === outside) return;
    this.pair(space, inside, { because: `its other end is not ${hostEnd.name}`, tenantId, mends });
  }

  private brokenness(
    outside: ObservedLink,
    inside: ObservedLink | undefined,
    { namespace, namespaceEnd, owner }: DesiredVeth,
  ): string {
    return (
      differs('kind', outside.kindName || outside.kind, 'veth') ??
      this.strange(outside, owner) ??
      (inside ? null : `${namespaceEnd.name} is not in ${namespace}`) ??
      (inside && this.host.pairs.get(outside) === inside ? this.strange(inside, owner) : null) ??
      `${namespaceEnd.name} is not its other end`
    );
  }

  /**
   * Devices of ours in a namespace where they do not belong: renamed in intent, or moved there by somebody. They keep
   * their VNI, their address and their other end there.
   */
  strayed(wanted: Wanted): void {
    const { fabric } = this.desired;
    const places = new Map<string, DesiredVeth>(
      this.desired.veths.map((veth) => [`${veth.namespace}/${veth.namespaceEnd.name}`, veth]),
    );
    const byOwner = new Map<string | undefined, { tenantId: string; object: ObjectRef }>([
      ...wanted.bridges.map(
        (one) => [idOf(one.owner), { ...one, object: hostObject('bridge', one.name) }] as const,
      ),
      ...wanted.vxlans.map(
        (one) => [idOf(one.owner), { ...one, object: hostObject('vxlan', one.name) }] as const,
      ),
      ...wanted.veths.map(
        (one) => [idOf(one.owner), { ...one, object: hostObject('veth', one.hostEnd.name) }] as const,
      ),
    ]);
    const cut = new Set(this.cut.values());
    for (const space of this.host.spaces.values()) {
      if (this.spaces.has(space.name) || badNamespaceName(space.name) !== null) continue;
      for (const link of space.links.values()) {
        const home = byOwner.get(idOf(link.alias));
        const ours = standing(link, fabric).is === 'ours' && badDeviceName(link.name) === null;
        if (home === undefined || !ours || cut.has(`${link.alias}`)) continue;
        // What stands at the end of a pair goes with that, where it is not that end.
        const veth = places.get(`${space.name}/${link.name}`);
        if (veth && (wanted.veths.includes(veth) || isSameOwner(veth.owner, link.alias))) continue;
        const other = this.host.pairs.get(link);
        // Both ends in one namespace, with marks of two things: one takes the other along.
        if (other && this.inside.has(`${space.name}/${other.name}`)) continue;
        const stray = this.strays.links.get(link) ?? (other && this.strays.links.get(other));
        const because = `${link.name} does not belong in ${space.name}`;
        // A VXLAN interface that was moved holds its VNI where it was made (`vxlan->net`).
        const mended =
          link.kind === 'vxlan' && stray ? [stray.object, home.object] : [(stray ?? home).object];
        const mends = mended.map(presenceOf);
        this.pair(space, link, { because, tenantId: home.tenantId, mends });
        for (const mark of this.cut.values()) cut.add(mark);
      }
    }
  }

  drafts(): Draft[] {
    return [this.inside, this.links, this.spaces].flatMap((goers) => [...goers.values()].flat());
  }

  taken(chosen: (draft: Draft) => boolean): { gone: Gone; drafts: Draft[] } {
    const inside = this.inside.chosen(chosen);
    const links = this.links.chosen(chosen);
    const spaces = this.spaces.chosen(chosen);
    return {
      gone: {
        links: new Set(links.keys()),
        spaces: new Set(spaces.keys()),
        inside: new Set(inside.keys()),
        cut: new Set([...inside.keys()].flatMap((place) => this.cut.get(place) ?? [])),
      },
      drafts: [...inside.values(), ...links.values(), ...spaces.values()],
    };
  }
}

function hostObject(kind: ObjectRef['kind'], name: string): ObjectRef {
  return { kind, name, namespace: null };
}

/** Of a mark, whether what it marks was adopted or made: that may change while the thing stays. */
function idOf(mark: string | null): string | undefined {
  return parseOwnerMark(mark)?.id;
}
