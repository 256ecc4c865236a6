import { LINK_GROUP } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import { type Context, change, type Draft, differs, type Place } from './draft';
import { line } from './line';
import type { Mending } from './mending';
import type { Step } from './plan';

/** Our group and the mark in one message, so that no moment lies between them and the kernel tells one event. */
export function takeOver(place: Place, found: ObservedLink, owner: string): Draft[] {
  const group = differs('group', found.group, LINK_GROUP);
  const alias = differs('alias', found.alias, owner);
  const because = [group, alias].filter((one) => one !== null).join(', ');
  if (because === '') return [];
  const words = [
    ...(group === null ? [] : ['group', String(LINK_GROUP)]),
    ...(alias === null ? [] : ['alias', owner]),
  ];
  const { object } = place;
  const mends: Mending[] = [
    ...(group === null ? [] : [{ object, attribute: 'group', which: null } as const]),
    ...(alias === null ? [] : [{ object, attribute: 'alias', which: null } as const]),
  ];
  return [
    change({ ...place, mends }, line.set(found.name, ...words), `mark ${found.name} as adopted`, because),
  ];
}

/** Whether a step sets nothing but owner marks: what adopting may do to a host. */
export function isMark({ line: words }: Step): boolean {
  const [object, verb, dev, , ...settings] = words;
  if (object !== 'link' || verb !== 'set' || dev !== 'dev' || settings.length === 0) return false;
  return settings.every((word, i) => i % 2 === 1 || word === 'group' || word === 'alias');
}

/** What people made goes back to them: it is as it was before it was adopted. */
export function giveBack(context: Context, name: string): Draft {
  const words = name === 'lo' ? ['alias', ''] : ['group', '0', 'alias', ''];
  const what = context.object.kind === 'namespace' ? `the network namespace ${context.object.name}` : name;
  return change(
    context,
    line.set(name, ...words),
    `give ${what} back: take the owner mark away and leave it as it is`,
    'it was adopted, and is no longer in intent',
  );
}
