import type { Desired } from '../compile/desired';
import { badDeviceName, badNamespaceName } from '../model/device-name';
import { isSameOwner, ownerMark, parseOwnerMark } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import { type Context, type Draft, remove } from './draft';
import { foreignInside, foreignPorts } from './foreign';
import { line } from './line';
import { giveBack } from './mark';
import { ownersByName } from './names';
import type { Obstacles } from './obstacle';
import { DOOMED_GROUP, intentIds, owned } from './ownership';
import type { Refusal } from './plan';
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
  options: { isolate: boolean; cut: ReadonlySet<string> },
): { drafts: Draft[]; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const undesired = undesiredLinks(desired, obstacles, host, refusals);
  const links = undesired.filter((link) => !isKept(desired, host, link));
  const kept = undesired.filter((link) => isKept(desired, host, link));
  const doomed = new Set(links);
  const stranger = [...host.links.values()].some((link) => link.group === DOOMED_GROUP && !doomed.has(link));
  const gathered = !options.isolate && !stranger && links.length >= GATHERED_FROM;
  const spaces = undesiredSpaces(desired, obstacles, host, refusals);
  const going = spaces.filter(({ lo }) => parseOwnerMark(lo?.alias)?.origin === 'made');
  return {
    drafts: [
      ...kept.map((link) => giveBack(contextOf(link, null), link.name)),
      ...(gathered ? gatheredRemovals(links) : links.map((link) => linkRemoval(link))),
      ...strayedRemovals(desired, obstacles, host, {
        links: doomed,
        spaces: new Set(going),
        cut: options.cut,
      }),
      ...spaces.flatMap((space) => (going.includes(space) ? spaceRemovals(space) : [spaceGivenBack(space)])),
    ],
    refusals,
  };
}

/** People made it: it is given back, and its marks alone go. */
function isKept(desired: Desired, host: View, link: ObservedLink): boolean {
  return owned(host, link, desired.fabric)?.origin === 'adopted';
}

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
  const kind = link.kind === 'bridge' || link.kind === 'vxlan' ? link.kind : 'veth';
  return {
    stage: 'remove',
    tool: 'ip',
    namespace,
    key: `gone:${endpointId ?? networkId}`,
    object: { kind, name: link.name, namespace },
    tenantId: null,
  };
}

const NO_LONGER = 'it is no longer in intent';

function linkRemoval(link: ObservedLink): Draft {
  return remove(contextOf(link, null), line.deleteLink(link.name), `delete ${link.name}`, NO_LONGER, false);
}

function gatheredRemovals(links: readonly ObservedLink[]): Draft[] {
  const last = links.at(-1);
  if (!last) return [];
  return [
    ...links.map((link) =>
      remove(
        contextOf(link, null),
        line.set(link.name, 'group', String(DOOMED_GROUP)),
        `gather ${link.name} for deletion`,
        NO_LONGER,
        false,
      ),
    ),
    remove(
      contextOf(last, null),
      line.deleteGroup(DOOMED_GROUP),
      `delete these ${links.length} devices at once`,
      'they are no longer in intent',
      false,
    ),
  ];
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
        drafts.push(giveBack(contextOf(link, space.name), link.name));
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

function spaceRemovals(space: Space): Draft[] {
  const mark = parseOwnerMark(space.lo?.alias);
  return [space.name, ...space.otherNames].map((name) => {
    const context: Context = {
      stage: 'remove',
      tool: 'ip',
      namespace: null,
      key: `gone:${mark ? intentIds(mark.id).endpointId : name}`,
      object: { kind: 'namespace', name, namespace: null },
      tenantId: null,
    };
    const words = `delete the network namespace ${name}`;
    return remove(context, line.deleteNamespace(name), words, NO_LONGER, false);
  });
}

function spaceGivenBack({ name, lo }: Space): Draft {
  const endpointId = intentIds(parseOwnerMark(lo?.alias)?.id ?? name).endpointId;
  const object = { kind: 'namespace', name, namespace: null } as const;
  const context = { stage: 'remove', tool: 'ip', key: `gone:${endpointId}`, object, tenantId: null } as const;
  return giveBack({ ...context, namespace: name }, 'lo');
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
