import type { Runner } from '../ssh/runner';
import { inTurns } from './in-turns';
import type { Observed } from './observed';
import { observedSlices, unreadNamespaces } from './parse/observed';
import { ReadError } from './parse/read-error';
import { namespaceSections, readSections } from './sections';

/** Milliseconds. A host with 500 namespaces needs about 2 s. */
const READ_TIMEOUT = 30_000;
const ATTEMPTS = 3;

/**
 * Reads the host: its own namespace and `knownNamespaces` (those of the last read) in one job, and in a second job the
 * namespaces that turned out to be there besides. Reads again, up to 3 times in all, where the host changed meanwhile.
 * @param now milliseconds since the epoch
 * @throws ReadError, RunnerError
 */
export async function observe(
  runner: Runner,
  hostId: string,
  now: () => number = Date.now,
  knownNamespaces: readonly string[] = [],
): Promise<Observed> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readOnce(runner, hostId, now, knownNamespaces);
    } catch (error) {
      const changed = error instanceof ReadError && error.code === 'changed-while-reading';
      if (!changed || attempt === ATTEMPTS) throw error;
    }
  }
}

async function readOnce(
  runner: Runner,
  hostId: string,
  now: () => number,
  knownNamespaces: readonly string[],
): Promise<Observed> {
  const readAt = now();
  const known = [...new Set(knownNamespaces)];
  const first = await runner.run({
    sections: [...readSections(), ...namespaceSections(known)],
    timeoutMs: READ_TIMEOUT,
  });
  const unread = unreadNamespaces(first.sections);
  if (unread.length === 0) {
    return inTurns(observedSlices({ hostId, readAt, root: first.sections, namespaces: first.sections }));
  }
  const second = await runner.run({ sections: namespaceSections(unread), timeoutMs: READ_TIMEOUT });
  const namespaces = [...first.sections, ...second.sections];
  return inTurns(observedSlices({ hostId, readAt, root: first.sections, namespaces }));
}
