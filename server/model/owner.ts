/**
 * The link group of every link that Overlane creates. It goes into the same netlink message as the creation
 * (IFLA_GROUP), so that no moment exists at which a link of ours cannot be told from a foreign one.
 */
export const LINK_GROUP = 7652;

/**
 * made: Overlane made it, keeps every setting of it, and deletes it when intent no longer has it. adopted: people made
 * it; it is left as they made it, and given back (its marks are taken away) when intent no longer has it.
 */
export type Origin = 'made' | 'adopted';

/**
 * The owner mark in `ifalias` (IFALIASZ: 256 bytes): which installation, which thing of its intent, and whether that
 * was adopted. The mark says so by itself, as intent has forgotten a thing by the time that it is taken away.
 */
export function ownerMark(fabric: string, id: string, origin: Origin = 'made'): string {
  return origin === 'made' ? `overlane:${fabric}:${id}` : `overlane:${fabric}:${id}:adopted`;
}

export type Owner = { fabric: string; id: string; origin: Origin };

export function parseOwnerMark(alias: string | null | undefined): Owner | null {
  const match = /^overlane:([a-z0-9]{1,32}):([a-z0-9.-]{1,64})(:adopted)?$/.exec(alias ?? '');
  if (!match?.[1] || !match[2]) return null;
  return { fabric: match[1], id: match[2], origin: match[3] ? 'adopted' : 'made' };
}

/** Whether two marks are of the same thing, adopted or not. */
export function isSameOwner(a: string | null | undefined, b: string | null | undefined): boolean {
  const one = parseOwnerMark(a);
  const other = parseOwnerMark(b);
  return one !== null && one.fabric === other?.fabric && one.id === other.id;
}
