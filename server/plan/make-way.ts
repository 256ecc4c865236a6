import type { Desired, DesiredVeth } from '../compile/desired';
import { badDeviceName, badNamespaceName } from '../model/device-name';
import { isSameOwner, parseOwnerMark } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import { type Draft, differs, remove } from './draft';
import { line } from './line';
import { ownersByName } from './names';
import { isOurs, standing } from './ownership';
import type { ObjectRef } from './plan';
import type { Gone, Space, View } from './view';
import { sameSegment, vxlanMisfit } from './vxlan';
import type { Wanted } from './wanted';

/**
 * What of ours must go before anything is built: devices and namespaces that stand where others of ours shall
 * stand and cannot be changed into them. Everything else is added first and removed last.
 */
export function makeWay(desired: Desired, wanted: Wanted, host: View): { gone: Gone; drafts: Draft[] } {
  const way = new Way(desired, host);
  for (const namespace of wanted.namespaces) way.forNamespace(namespace);
  for (const bridge of wanted.bridges) {
    const found = host.links.get(bridge.name);
    if (found) {
      const because =
        differs('kind', found.kindName || found.kind, 'bridge') ?? way.strange(found, bridge.owner);
      if (because) way.link(found, because, bridge.tenantId);
    }
  }
  for (const vxlan of wanted.vxlans) {
    const found = host.links.get(vxlan.name);
    if (found) {
      const because = way.strange(found, vxlan.owner) ?? vxlanMisfit(found, vxlan);
      if (because) way.link(found, because, vxlan.tenantId);
    }
    for (const other of way.vxlans(vxlan.vni)) {
      if (other.name !== vxlan.name && other.vxlan && sameSegment(other.vxlan, vxlan)) {
        way.link(other, `its VNI ${vxlan.vni} is that of ${vxlan.name} now`, vxlan.tenantId);
      }
    }
  }
  for (const veth of wanted.veths) way.forVeth(veth);
  way.strayed(wanted);
  return way.result();
}

class Way {
  private readonly links = new Map<string, Draft>();
  private readonly spaces = new Map<string, Draft>();
  private readonly inside = new Map<string, Draft>();
  /**
   * Marks of what goes inside a namespace: the other end of a pair goes with it, wherever it is, and a namespace may
   * be seen by several names.
   */
  private readonly cut = new Set<string>();
  private readonly byVni = new Map<number, ObservedLink[]>();

  constructor(
    private readonly desired: Desired,
    private readonly host: View,
  ) {
    const names = ownersByName(desired);
    for (const link of host.links.values()) {
      if (!link.vxlan || !isOurs(host, link, desired.fabric, names)) continue;
      this.byVni.set(link.vxlan.vni, [...(this.byVni.get(link.vxlan.vni) ?? []), link]);
    }
  }

  /** Our VXLAN interfaces with this VNI. */
  vxlans(vni: number): readonly ObservedLink[] {
    return this.byVni.get(vni) ?? [];
  }

  /**
   * Why a device of ours is that of something else in intent, or null. It is made anew and not taken over: its
   * ports and frames are another tenant's.
   */
  strange(found: ObservedLink, owner: string): string | null {
    if (isSameOwner(found.alias, owner) || parseOwnerMark(found.alias)?.origin !== 'made') return null;
    return differs('owner', found.alias, owner);
  }

  link(found: ObservedLink, because: string, tenantId: string): void {
    const other = this.host.pairs.get(found);
    // Where both ends of a pair lie here, one takes the other along.
    const goes =
      other !== undefined && this.host.links.get(other.name) === other && this.links.has(other.name);
    if (this.links.has(found.name) || goes || badDeviceName(found.name) !== null) return;
    const kind: ObjectRef['kind'] =
      found.kind === 'bridge' || found.kind === 'vxlan' || found.kind === 'veth' ? found.kind : 'veth';
    this.links.set(
      found.name,
      remove(
        {
          stage: 'make-way',
          tool: 'ip',
          namespace: null,
          key: tenantId,
          object: { kind, name: found.name, namespace: null },
          tenantId,
        },
        line.deleteLink(found.name),
        `delete ${found.name} to make way`,
        because,
        true,
      ),
    );
  }

  /** The other end, where that lies in the host's own namespace. */
  private hostEndOf(link: ObservedLink): ObservedLink | null {
    const other = this.host.pairs.get(link);
    return other && this.host.links.get(other.name) === other ? other : null;
  }

  /** Deletes a device inside a namespace, by its host end where that costs no process of its own. */
  private pair(space: Space, inside: ObservedLink, because: string, tenantId: string): void {
    const hostEnd = this.hostEndOf(inside);
    if (hostEnd && badDeviceName(hostEnd.name) === null) this.link(hostEnd, because, tenantId);
    else this.linkInside(space, inside, because, tenantId);
  }

  private linkInside(space: Space, found: ObservedLink, because: string, tenantId: string): void {
    if (found.alias) this.cut.add(found.alias);
    this.inside.set(
      `${space.name}/${found.name}`,
      remove(
        {
          stage: 'make-way',
          tool: 'ip',
          namespace: space.name,
          key: tenantId,
          object: { kind: 'veth', name: found.name, namespace: space.name },
          tenantId,
        },
        line.deleteLink(found.name),
        `delete ${found.name} in ${space.name} to make way`,
        because,
        true,
      ),
    );
  }

  /** A namespace of ours that is another endpoint's: nothing of what that tenant left in it may stay. */
  forNamespace(wanted: { name: string; owner: string; tenantId: string }): void {
    const found = this.host.spaces.get(wanted.name);
    const mark = found?.lo?.alias ?? null;
    if (!found || isSameOwner(mark, wanted.owner) || parseOwnerMark(mark)?.origin !== 'made') return;
    const because = `owner: ${mark} vs ${wanted.owner}`;
    // `netns del` returns before the kernel has cleaned up: a host end would stand in the way for some 10 ms.
    for (const end of found.links.values()) {
      const hostEnd = this.hostEndOf(end);
      if (hostEnd) this.link(hostEnd, because, wanted.tenantId);
    }
    for (const name of [wanted.name, ...found.otherNames]) {
      if (badNamespaceName(name) !== null) continue;
      this.spaces.set(
        name,
        remove(
          {
            stage: 'make-way',
            tool: 'ip',
            namespace: null,
            key: wanted.tenantId,
            object: { kind: 'namespace', name, namespace: null },
            tenantId: wanted.tenantId,
          },
          line.deleteNamespace(name),
          `delete the network namespace ${name} to make way`,
          because,
          true,
        ),
      );
    }
  }

  /** Both ends are there, ours, and a pair; or what there is of them goes. */
  forVeth(wanted: DesiredVeth): void {
    const { hostEnd, namespaceEnd, namespace, owner, tenantId } = wanted;
    const outside = this.host.links.get(hostEnd.name);
    const space = this.spaces.has(namespace) ? undefined : this.host.spaces.get(namespace);
    const inside = space?.links.get(namespaceEnd.name);
    if (outside) {
      const because =
        differs('kind', outside.kindName || outside.kind, 'veth') ??
        this.strange(outside, owner) ??
        this.broken(outside, space, inside, wanted);
      if (because) this.link(outside, because, tenantId);
    }
    if (!space || !inside) return;
    if (outside && !this.links.has(hostEnd.name)) return;
    if (outside && this.host.pairs.get(inside) === outside) return;
    this.pair(space, inside, `its other end is not ${hostEnd.name}`, tenantId);
  }

  private broken(
    outside: ObservedLink,
    space: Space | undefined,
    inside: ObservedLink | undefined,
    { namespace, namespaceEnd, owner }: DesiredVeth,
  ): string | null {
    if (!space || !inside) return `${namespaceEnd.name} is not in ${namespace}`;
    if (this.host.pairs.get(outside) !== inside) return `${namespaceEnd.name} is not its other end`;
    return this.strange(inside, owner);
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
    const tenantOf = new Map(
      [...wanted.bridges, ...wanted.vxlans, ...wanted.veths].map(
        (item) => [item.owner, item.tenantId] as const,
      ),
    );
    for (const space of this.host.spaces.values()) {
      if (this.spaces.has(space.name) || badNamespaceName(space.name) !== null) continue;
      for (const link of space.links.values()) {
        const tenantId = tenantOf.get(link.alias ?? '');
        const ours = standing(link, fabric).is === 'ours' && badDeviceName(link.name) === null;
        if (tenantId === undefined || !ours || this.cut.has(`${link.alias}`)) continue;
        if (places.get(`${space.name}/${link.name}`)?.owner === link.alias) continue;
        this.pair(space, link, `${link.name} does not belong in ${space.name}`, tenantId);
      }
    }
  }

  result(): { gone: Gone; drafts: Draft[] } {
    return {
      gone: {
        links: new Set(this.links.keys()),
        spaces: new Set(this.spaces.keys()),
        inside: new Set(this.inside.keys()),
        cut: this.cut,
      },
      drafts: [...this.inside.values(), ...this.links.values(), ...this.spaces.values()],
    };
  }
}
