import type { Desired } from '../compile/desired';
import { badDeviceName, badNamespaceName } from '../model/device-name';
import { parseOwnerMark } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import { type Context, type Draft, remove } from './draft';
import { line } from './line';
import { foreignInside, type Obstacles } from './obstacle';
import { DOOMED_GROUP, intentIds, ownedId } from './ownership';
import type { Refusal } from './plan';
import type { Space, View } from './view';
import { isHeld, ownersByName } from './wanted';

/** From this many links on, one `link del group` is worth the lines that gather them. */
const GATHERED_FROM = 8;

/**
 * Deletes what carries this installation's mark and is no longer desired. `host` is the host without what makes
 * way.
 */
export function removals(
  desired: Desired,
  obstacles: Obstacles,
  host: View,
  options: { isolate: boolean },
): { drafts: Draft[]; refusals: Refusal[] } {
  const refusals: Refusal[] = [];
  const links = undesiredLinks(desired, obstacles, host, refusals);
  const doomed = new Set(links.map((link) => link.name));
  const stranger = [...host.links.values()].some(
    (link) => link.group === DOOMED_GROUP && !doomed.has(link.name),
  );
  const gathered = !options.isolate && !stranger && links.length >= GATHERED_FROM;
  return {
    drafts: [
      ...(gathered ? gatheredRemovals(links) : links.map((link) => linkRemoval(link))),
      ...strayedRemovals(desired, obstacles, host),
      ...undesiredSpaces(desired, obstacles, host, refusals).map(spaceRemoval),
    ],
    refusals,
  };
}

const ORDER: Record<ObservedLink['kind'], number> = { veth: 0, vxlan: 1, bridge: 2, other: 3, loopback: 4 };

function undesiredLinks(
  desired: Desired,
  obstacles: Obstacles,
  host: View,
  refusals: Refusal[],
): ObservedLink[] {
  const owners = ownersByName(desired);
  const undesired: ObservedLink[] = [];
  for (const link of host.links.values()) {
    const id = ownedId(link, desired.fabric);
    if (id === null || owners.get(link.name) === link.alias || isHeld(id, obstacles)) continue;
    // The name is whatever somebody gave it; `ip -batch` would read quotes and `#` in it.
    if (badDeviceName(link.name) === null) undesired.push(link);
    else refusals.push(unspeakable(link.name, null));
  }
  return undesired.sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
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
      NO_LONGER,
      false,
    ),
  ];
}

/** VXLAN interfaces of ours that were moved into a namespace: no end of theirs is left behind to delete. */
function strayedRemovals(desired: Desired, obstacles: Obstacles, host: View): Draft[] {
  const owners = new Set(ownersByName(desired).values());
  const drafts: Draft[] = [];
  for (const space of host.spaces.values()) {
    for (const link of space.links.values()) {
      const id = ownedId(link, desired.fabric);
      if (id === null || link.kind !== 'vxlan' || owners.has(`${link.alias}`) || isHeld(id, obstacles))
        continue;
      if (badDeviceName(link.name) !== null || badNamespaceName(space.name) !== null) continue;
      drafts.push(
        remove(
          contextOf(link, space.name),
          line.deleteLink(link.name),
          `delete ${link.name} in ${space.name}`,
          NO_LONGER,
          false,
        ),
      );
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
    if (badNamespaceName(space.name) !== null) {
      refusals.push(unspeakable(space.name, null));
      continue;
    }
    const strangers = foreignInside(desired.fabric, space);
    if (strangers.length === 0) undesired.push(space);
    else refusals.push(inhabited(space.name, strangers));
  }
  return undesired;
}

function spaceRemoval(space: Space): Draft {
  const { name } = space;
  const mark = parseOwnerMark(space.lo?.alias);
  const context: Context = {
    stage: 'remove',
    tool: 'ip',
    namespace: null,
    key: `gone:${mark ? intentIds(mark.id).endpointId : name}`,
    object: { kind: 'namespace', name, namespace: null },
    tenantId: null,
  };
  return remove(
    context,
    line.deleteNamespace(name),
    `delete the network namespace ${name}`,
    NO_LONGER,
    false,
  );
}

function inhabited(name: string, strangers: string[]): Refusal {
  const them = strangers.length === 1 ? 'it' : 'them';
  return {
    code: 'foreign-name',
    object: `${name}/${strangers[0]}`,
    sentence: `the namespace ${name} is to go, but holds ${strangers.join(', ')}, which Overlane did not make: remove ${them} by hand, and the namespace goes`,
    tenantId: null,
    networkId: null,
    endpointId: null,
  };
}

function unspeakable(name: string, tenantId: string | null): Refusal {
  return {
    code: 'foreign-name',
    object: name,
    sentence: `${JSON.stringify(name)} is ours and is to go, but somebody gave it a name that no batch can hold safely: remove it by hand`,
    tenantId,
    networkId: null,
    endpointId: null,
  };
}
