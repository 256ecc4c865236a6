import type { DesiredNamespace, DesiredVeth } from '../compile/desired';
import { isSameOwner, parseOwnerMark } from '../model/owner';
import { foreignInside } from './foreign';
import { isFallbackDevice, standing, whose } from './ownership';
import type { Refusal } from './plan';
import { namespaceUnlike } from './take-over';
import type { Space, View } from './view';

/** Why an endpoint cannot have its namespace, or null. */
export function namespaceObstacle(
  fabric: string,
  host: View,
  wanted: DesiredNamespace,
  veths: readonly DesiredVeth[],
): Refusal | null {
  const found = host.spaces.get(wanted.name);
  const who = {
    object: wanted.name,
    tenantId: wanted.tenantId,
    networkId: null,
    endpointId: wanted.endpointId,
  };
  const { name } = wanted;
  if (!found) {
    const other = [...host.spaces.values()].find(({ otherNames }) => otherNames.includes(name));
    return other
      ? {
          code: 'foreign-name',
          sentence: `${name} is only another name of the namespace ${other.name}: remove that name by hand (ip netns del ${name}), and a namespace of its own will be made`,
          ...who,
        }
      : null;
  }
  if (found.unreadable !== null) {
    return {
      code: 'namespace-unreadable',
      sentence: `the namespace ${name} cannot be entered (${found.unreadable}): remove it by hand (ip netns del ${name}), and it will be made anew`,
      ...who,
    };
  }
  const mark = parseOwnerMark(found.lo?.alias);
  if (mark && mark.fabric !== fabric) {
    return {
      code: 'other-installation',
      sentence: `the namespace ${name} belongs to another installation of Overlane (${mark.fabric}): choose another name, or remove it there`,
      ...who,
    };
  }
  const same = isSameOwner(found.lo?.alias, wanted.owner);
  const byPeople = mark === null || mark.origin === 'adopted';
  if (!same && byPeople && wanted.origin === 'adopted') {
    const why = namespaceUnlike(host, found, wanted, veths);
    if (why === null) return null;
    if (mark || !isTakeable(fabric, host, found, wanted.owner)) {
      return {
        code: 'not-as-found',
        sentence: `the namespace ${name} was to be adopted, but is not as it was found (${why}): put it back as it was, or adopt anew what is there`,
        ...who,
      };
    }
  }
  if (mark?.origin === 'adopted' && !same) {
    return {
      code: 'foreign-name',
      sentence: `the namespace ${name} was adopted as something else, and what people made is not deleted: choose another name, or remove it by hand`,
      ...who,
    };
  }
  if (mark) {
    const strangers = same ? [] : foreignInside(fabric, host, found);
    return strangers.length === 0
      ? null
      : {
          code: 'foreign-name',
          sentence: `the namespace ${name} is to be made anew, but holds ${strangers.join(', ')}, which Overlane did not make: remove ${strangers.length === 1 ? 'it' : 'them'} by hand`,
          ...who,
        };
  }
  if (isTakeable(fabric, host, found, wanted.owner)) return null;
  return {
    code: 'foreign-name',
    sentence: `there is already a network namespace ${name} on this host that Overlane did not make: choose another name, or remove it by hand`,
    ...who,
  };
}

/** An unmarked namespace is ours to take where nothing is in it, or only what we began to put there. */
function isTakeable(fabric: string, host: View, space: Space, owner: string): boolean {
  if (space.lo?.alias) return false;
  const endpointId = parseOwnerMark(owner)?.id.split('.')[0];
  const links = [...space.links.values()].filter((link) => !isFallbackDevice(link));
  const begun = links.some((link) => {
    const one = whose(host, link, fabric);
    return one.is === 'ours' && one.id.split('.')[0] === endpointId;
  });
  return begun || links.every((link) => standing(link, fabric).is === 'unfinished');
}
