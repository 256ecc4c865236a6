import type { Ghost } from './fabric-graph';

export type Merged<T> = { id: string; before: T | null; after: T | null };

/** Both lists as one, in the order of the first; what only the second has follows. */
export function mergeById<T extends { id: string }>(before: readonly T[], after: readonly T[]): Merged<T>[] {
  const later = new Map(after.map((item) => [item.id, item]));
  const merged: Merged<T>[] = before.map((item) => ({
    id: item.id,
    before: item,
    after: later.get(item.id) ?? null,
  }));
  const earlier = new Set(before.map((item) => item.id));
  for (const item of after)
    if (!earlier.has(item.id)) merged.push({ id: item.id, before: null, after: item });
  return merged;
}

/** `same` looks only at what the thing itself says, not at what it contains. */
export function ghostOf<T>(
  { before, after }: Pick<Merged<T>, 'before' | 'after'>,
  same: (before: T, after: T) => boolean = deepEqual,
): Ghost {
  if (before === null) return 'new';
  if (after === null) return 'removed';
  return same(before, after) ? 'none' : 'changed';
}

/** A container is new or removed as a whole, and changed when anything in it is. */
export function ghostOfAll(own: Ghost, parts: readonly Ghost[]): Ghost {
  if (own === 'new' || own === 'removed') return own;
  const first = parts[0];
  if (first && (first === 'new' || first === 'removed') && parts.every((part) => part === first))
    return first;
  return own === 'changed' || parts.some((part) => part !== 'none') ? 'changed' : 'none';
}

export function deepEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) &&
      deepEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
