import { isWritten } from '../model/flood-list';
import type { FdbEntry, Observed } from '../observe/observed';
import { keyOfFdbEntry } from './observed-keys';
import type { Keyed, ObservedPatch } from './observed-patch';

/**
 * Whether the patch tells of nothing but neighbours and FDB entries that kernels learned: these come and go with every
 * packet to a new address, and no plan, drift or status is made of them.
 * @param before what the patch was made from: a key that is gone does not say whether somebody had written the entry
 */
export function isLearned(patch: ObservedPatch, before: Observed): boolean {
  const { bootId, forwarding, links, routes, fdb, namespaces } = patch;
  if (bootId !== undefined || forwarding || links || routes) return false;
  if (fdb && !isLearnedFdb(fdb, before.fdb)) return false;
  if (!namespaces) return true;
  return (
    namespaces.gone.length === 0 &&
    namespaces.set.every(
      (one) => one.neighbours && !one.links && !one.routes && !one.forwarding && isSameSpace(one, before),
    )
  );
}

function isLearnedFdb({ set, gone }: Keyed<FdbEntry>, before: readonly FdbEntry[]): boolean {
  if (set.some(isWritten)) return false;
  // What is learned now may have been written before.
  const keys = new Set([...gone, ...set.map(keyOfFdbEntry)]);
  return !before.some((entry) => isWritten(entry) && keys.has(keyOfFdbEntry(entry)));
}

function isSameSpace(
  { name, nsid, unreadable }: { name: string; nsid: number | null; unreadable: string | null },
  { namespaces }: Observed,
): boolean {
  return namespaces.some((one) => one.name === name && one.nsid === nsid && one.unreadable === unreadable);
}
