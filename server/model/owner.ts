/**
 * The link group of every link that Overlane creates. It goes into the same netlink message as the creation
 * (IFLA_GROUP), so that no moment exists at which a link of ours cannot be told from a foreign one.
 */
export const LINK_GROUP = 7652;

/** The owner mark in `ifalias` (IFALIASZ: 256 bytes): which installation, and which thing of its intent. */
export function ownerMark(fabric: string, id: string): string {
  return `overlane:${fabric}:${id}`;
}

export type Owner = { fabric: string; id: string };

export function parseOwnerMark(alias: string | null | undefined): Owner | null {
  const match = /^overlane:([a-z0-9]{1,32}):([a-z0-9.-]{1,64})$/.exec(alias ?? '');
  return match?.[1] && match[2] ? { fabric: match[1], id: match[2] } : null;
}
