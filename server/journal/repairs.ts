/** Milliseconds for which the end of an item may follow the end of its repair. */
const LINGER_MS = 10_000;

/** The API, which is asked, and the journal have module instances of their own. */
const slot = globalThis as typeof globalThis & { __overlaneRepairs?: Map<string, number> };

/** Somebody asked for the repair of these items of drift, and is told about by their own rows. @returns what to call when it ended */
export function beginRepair(keys: readonly string[]): () => void {
  slot.__overlaneRepairs ??= new Map();
  const repairs = slot.__overlaneRepairs;
  for (const key of keys) repairs.set(key, Number.POSITIVE_INFINITY);
  return () => {
    const now = Date.now();
    for (const [key, until] of repairs) if (until < now) repairs.delete(key);
    for (const key of keys) repairs.set(key, now + LINGER_MS);
  };
}

export function isBeingRepaired(key: string): boolean {
  return (slot.__overlaneRepairs?.get(key) ?? 0) >= Date.now();
}
