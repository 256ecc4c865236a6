import type { Desired } from '../compile/desired';
import { badDeviceName, badNamespaceName } from '../model/device-name';
import { isSameOwner, ownerMark, parseOwnerMark } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import { type Context, type Draft, presenceOf, remove } from './draft';
import { foreignInside, foreignPorts } from './foreign';
import { line } from './line';
import { giveBack } from './mark';
import { ownersByName } from './names';
import type { Obstacles } from './obstacle';
import { DOOMED_GROUP, intentIds, owned, standing } from './ownership';
import type { Refusal, Stray } from './plan';
import { linkRef, type Strays } from './strays';
import type { Space, View } from './view';
import { isHeld } from './wanted';

/** From this many links on, one `link del group` is worth the lines that gather them. */
const GATHERED_FROM = 8;

/**
 * Deletes what carries this installation's mark and is no longer desired, and gives back what of it was adopted.
 * `host` is the host without what makes way.
 */
export function removals(
  desired: Desired,
  obstacles: Obstacles,
  host: View,
  options: {
    isolate: boolean;
    cut: ReadonlySet<string>;
    strays: Strays;
    chosen: (draft: Draft) => boolean;
  },
): { drafts: Draft[]; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const { chosen } = options;
  const away = new Away(desired, host, options.strays);
  const all = undesiredLinks(desired, obstacles, host, refusals).filter((link) => chosen(away.link(link)));
  const links = all.filter((link) => !isKept(desired, host, link));
  const kept = all.filter((link) => isKept(desired, host, link));
  const doomed = new Set(links);
  const stranger = [...host.links.values()].some((link) => link.group === DOOMED_GROUP && !doomed.has(link));
  const gathered = !options.isolate && !stranger && links.length >= GATHERED_FROM;
  const spaces = undesiredSpaces(desired, obstacles, host, refusals).filter((space) =>
    away.space(space).every(chosen),
  );
  const going = spaces.filter(({ lo }) => parseOwnerMark(lo?.alias)?.origin === 'made');
  return {
    drafts: [
      ...kept.filter(isMarkedBy(desired.fabric)).map((link) => away.givenBack(link)),
      ...(gathered ? away.gathered(links) : links.map((link) => away.link(link))),
      ...strayedRemovals(desired, obstacles, host, {
        links: doomed,
        spaces: new Set(going),
        cut: options.cut,
      }),
      ...spaces.flatMap((space) =>
        going.includes(space) ? away.space(space) : [away.spaceGivenBack(space)],
      ),
    ],
    refusals,
  };
}

/** People made it: it is given back, and its marks alone go. */
function isKept(desired: Desired, host: View, link: ObservedLink): boolean {
  return owned(host, link, desired.fabric)?.origin === 'adopted';
}

/** One end of a pair may have been given back already, while a name that no batch can hold kept the other from it. */
const isMarkedBy = (fabric: string) => (link: ObservedLink) => standing(link, fabric).is === 'ours';

const ORDER: Record<ObservedLink['kind'], number> = { veth: 0, vxlan: 1, bridge: 2, other: 3, loopback: 4 };

function undesiredLinks(
  desired: Desired,
  obstacles: Obstacles,
  host: View,
  refusals: Refusal[],
): ObservedLink[] {
  const { fabric } = desired;
  const owners = ownersByName(desired);
  const undesired = new Set<ObservedLink>();
  for (const link of host.links.values()) {
    const owner = owned(host, link, fabric);
    if (!owner || isHeld(owner.id, obstacles)) continue;
    if (isSameOwner(owners.get(link.name), ownerMark(fabric, owner.id))) continue;
    // Its other end was moved here: one takes the other along.
    const other = host.pairs.get(link);
    if (other && undesired.has(other) && owner.origin === 'made') continue;
    const strangers = owner.origin === 'made' ? foreignPorts(fabric, host, link) : [];
    // The name is whatever somebody gave it; `ip -batch` would read quotes and `#` in it.
    if (badDeviceName(link.name) !== null) refusals.push(unspeakable(link.name));
    else if (strangers.length > 0) refusals.push(inhabited('bridge', link.name, strangers));
    else undesired.add(link);
  }
  return [...undesired].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
}

function contextOf(link: ObservedLink, namespace: string | null): Context {
  const owner = parseOwnerMark(link.alias)?.id ?? link.name;
  const { networkId, endpointId } = intentIds(owner);
  return {
    stage: 'remove',
    tool: 'ip',
    namespace,
    key: `gone:${endpointId ?? networkId}`,
    object: linkRef(link, namespace),
    tenantId: null,
    mends: [],
  };
}

const NO_LONGER = 'it is no longer in intent';

function strayed(context: Context, { object, home, tenantId }: Stray): { context: Context; because: string } {
  return {
    context: { ...context, tenantId, mends: [presenceOf(object)] },
    because: `intent has it as ${home.name}`,
  };
}

/** The steps that take something away. */
class Away {
  /** By the names and by the ids of owner marks of the host's own namespace. */
  private readonly tenants: ReadonlyMap<string, string>;

  constructor(
    private readonly desired: Desired,
    private readonly host: View,
    private readonly strays: Strays,
  ) {
    const { bridges, vxlans, veths } = desired;
    const devices = [...bridges, ...vxlans, ...veths.map((veth) => ({ ...veth, name: veth.hostEnd.name }))];
    this.tenants = new Map(
      devices.flatMap(({ name, owner, tenantId }) => [
        [name, tenantId] as const,
        [parseOwnerMark(owner)?.id ?? '', tenantId] as const,
      ]),
    );
  }

  link(link: ObservedLink): Draft {
    const { context, because } = this.of(link);
    return remove(context, line.deleteLink(link.name), `delete ${link.name}`, because, false);
  }

  givenBack(link: ObservedLink): Draft {
    return giveBack(this.of(link).context, link.name);
  }

  gathered(links: readonly ObservedLink[]): Draft[] {
    const last = links.at(-1);
    if (!last) return [];
    return [
      ...links.map((link) => {
        const { context, because } = this.of(link);
        const words = `gather ${link.name} for deletion`;
        return remove(context, line.set(link.name, 'group', String(DOOMED_GROUP)), words, because, false);
      }),
      remove(
        { ...contextOf(last, null), mends: links.flatMap((link) => this.of(link).context.mends) },
        line.deleteGroup(DOOMED_GROUP),
        `delete these ${links.length} devices at once`,
        'they are no longer in intent',
        false,
      ),
    ];
  }

  space(space: Space): Draft[] {
    return [space.name, ...space.otherNames].map((name) => {
      const { context, because } = this.ofSpace(space, name);
      return remove(
        context,
        line.deleteNamespace(name),
        `delete the network namespace ${name}`,
        because,
        false,
      );
    });
  }

  spaceGivenBack(space: Space): Draft {
    return giveBack({ ...this.ofSpace(space, space.name).context, namespace: space.name }, 'lo');
  }

  private of(link: ObservedLink): { context: Context; because: string } {
    const context = contextOf(link, null);
    const other = this.host.pairs.get(link);
    const stray = this.strays.links.get(link) ?? (other && this.strays.links.get(other));
    return stray
      ? strayed(context, stray)
      : { context: { ...context, tenantId: this.tenantOf(link) }, because: NO_LONGER };
  }

  /** Of what stands at a name that intent has for a tenant, or is part of a tenant's pair: it is not gone from intent. */
  private tenantOf(link: ObservedLink): string | null {
    const mark = owned(this.host, link, this.desired.fabric);
    return this.tenants.get(link.name) ?? this.tenants.get(mark?.id ?? '') ?? null;
  }

  private ofSpace(space: Space, name: string): { context: Context; because: string } {
    const mark = parseOwnerMark(space.lo?.alias);
    const context: Context = {
      stage: 'remove',
      tool: 'ip',
      namespace: null,
      key: `gone:${mark ? intentIds(mark.id).endpointId : name}`,
      object: { kind: 'namespace', name, namespace: null },
      tenantId: null,
      mends: [],
    };
    const stray = this.strays.spaces.get(space);
    return stray ? strayed(context, stray) : { context, because: NO_LONGER };
  }
}
/**
 * Devices of ours in namespaces that stay, of which nothing goes in the host's own namespace: somebody moved them
 * there, or moved their other end away.
 */
function strayedRemovals(
  desired: Desired,
  obstacles: Obstacles,
  host: View,
  going: { links: ReadonlySet<ObservedLink>; spaces: ReadonlySet<Space>; cut: ReadonlySet<string> },
): Draft[] {
  const owners = new Set([...ownersByName(desired).values()].map((mark) => parseOwnerMark(mark)?.id));
  const cut = new Set(going.cut);
  const drafts: Draft[] = [];
  for (const space of host.spaces.values()) {
    if (going.spaces.has(space) || badNamespaceName(space.name) !== null) continue;
    for (const link of space.links.values()) {
      const owner = owned(host, link, desired.fabric);
      const other = host.pairs.get(link);
      if (!owner || owners.has(owner.id) || isHeld(owner.id, obstacles)) continue;
      const mark = ownerMark(desired.fabric, owner.id, owner.origin);
      if (badDeviceName(link.name) !== null) continue;
      if (owner.origin === 'adopted') {
        if (isMarkedBy(desired.fabric)(link)) drafts.push(giveBack(contextOf(link, space.name), link.name));
        continue;
      }
      if (cut.has(mark) || (other && going.links.has(other))) continue;
      // A mark is that of one thing: the same one again is its other end, or seen by another name of the namespace.
      cut.add(mark);
      const words = `delete ${link.name} in ${space.name}`;
      drafts.push(remove(contextOf(link, space.name), line.deleteLink(link.name), words, NO_LONGER, false));
    }
  }
  return drafts;
}

function undesiredSpaces(desired: Desired, obstacles: Obstacles, host: View, refusals: Refusal[]): Space[] {
  const names = new Set(desired.namespaces.map(({ name }) => name));
  const undesired: Space[] = [];
  for (const space of host.spaces.values()) {
    const mark = parseOwnerMark(space.lo?.alias);
    if (mark?.fabric !== desired.fabric || names.has(space.name) || isHeld(mark.id, obstacles)) continue;
    const odd = [space.name, ...space.otherNames].find((name) => badNamespaceName(name) !== null);
    if (odd !== undefined) {
      refusals.push(unspeakable(odd));
      continue;
    }
    const strangers = mark.origin === 'made' ? foreignInside(desired.fabric, host, space) : [];
    if (strangers.length === 0) undesired.push(space);
    else refusals.push(inhabited('namespace', space.name, strangers));
  }
  return undesired;
}

function inhabited(what: 'bridge' | 'namespace', name: string, strangers: string[]): Refusal {
  const them = strangers.length === 1 ? 'it' : 'them';
  return {
    code: 'foreign-name',
    object: what === 'namespace' ? `${name}/${strangers[0]}` : `${strangers[0]}`,
    sentence: `the ${what} ${name} is to go, but holds ${strangers.join(', ')}, which Overlane did not make: remove ${them} by hand, and the ${what} goes`,
    tenantId: null,
    networkId: null,
    endpointId: null,
  };
}

function unspeakable(name: string): Refusal {
  return {
    code: 'foreign-name',
    object: name,
    sentence: `${JSON.stringify(name)} is ours and is to go, but somebody gave it a name that no batch can hold safely: remove it by hand`,
    tenantId: null,
    networkId: null,
    endpointId: null,
  };
}
