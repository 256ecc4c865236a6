/**
 * `next`, with every part that equals its counterpart in `previous` replaced by that very object, so that a memo on
 * screen sees a change only where there is one. Arrays of keyed objects are matched by key, others by place.
 */
export function keep<T>(previous: unknown, next: T): T {
  if (Object.is(previous, next)) return next;
  if (typeof next !== 'object' || next === null || typeof previous !== 'object' || previous === null)
    return next;
  if (Array.isArray(next)) return Array.isArray(previous) ? (keepArray(previous, next) as T) : next;
  if (Array.isArray(previous)) return next;
  const before = previous as Record<string, unknown>;
  const after = next as Record<string, unknown>;
  const keys = Object.keys(after);
  let same = keys.length === Object.keys(before).length;
  const kept: Record<string, unknown> = {};
  for (const key of keys) {
    kept[key] = keep(before[key], after[key]);
    if (!Object.is(kept[key], before[key]) || !Object.hasOwn(before, key)) same = false;
  }
  return (same ? previous : kept) as T;
}

function keepArray(previous: unknown[], next: unknown[]): unknown[] {
  const byKey = new Map(
    previous.flatMap((item) => (keyOf(item) === null ? [] : [[keyOf(item), item] as const])),
  );
  const kept = next.map((item, i) => keep(keyOf(item) === null ? previous[i] : byKey.get(keyOf(item)), item));
  const same = kept.length === previous.length && kept.every((item, i) => Object.is(item, previous[i]));
  return same ? previous : kept;
}

function keyOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  const { key, id } = item as { key?: unknown; id?: unknown };
  return typeof key === 'string' ? key : typeof id === 'string' ? id : null;
}
