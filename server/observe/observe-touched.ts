import type { Runner } from '../ssh/runner';
import { inTurns } from './in-turns';
import { observe } from './observe';
import type { Observed } from './observed';
import { parseNamespaceListing } from './parse/namespace';
import { ReadError } from './parse/read-error';
import { applyTouched, stillToRead, type TouchedRead } from './parse/touched';
import { touchedSections } from './sections';
import { isNothingToRead, type ToRead, toRead } from './to-read';
import type { Touched } from './touched';

/** Milliseconds. */
const READ_TIMEOUT = 30_000;

/**
 * The host after `touched`: reads what that concerns and nothing else, so that it costs the same however much else is on
 * the host. `before` itself where nothing of it is new, without asking the host. Parts that were not read stay the same
 * objects, and `readAt` stays the time of the last complete read. Reads everything where `touched` asks for it, and where
 * what was read does not fit to what is known.
 * @param now milliseconds since the epoch
 * @throws ReadError, RunnerError
 */
export async function observeTouched(
  runner: Runner,
  before: Observed,
  touched: Touched,
  now: () => number = Date.now,
): Promise<Observed> {
  const read = toRead(touched, before);
  if (read !== 'everything') {
    if (isNothingToRead(read)) return before;
    try {
      return await readTouched(runner, before, read, now());
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
    }
  }
  const known = before.namespaces.map(({ name }) => name);
  return observe(runner, before.hostId, now, known);
}

async function readTouched(
  runner: Runner,
  before: Observed,
  read: ToRead,
  readAt: number,
): Promise<Observed> {
  const run = async (wanted: ToRead) =>
    (await runner.run({ sections: touchedSections(wanted), timeoutMs: READ_TIMEOUT })).sections;
  const outputs = await run(read);
  const first: TouchedRead = {
    read,
    outputs,
    readAt,
    ...(read.namespaceList && { listed: parseNamespaceListing(outputs) }),
  };
  const after = await inTurns(applyTouched(before, first));
  const more = stillToRead(before, after, first);
  if (more === null) return after;
  return inTurns(applyTouched(after, { ...first, read: more, outputs: await run(more) }));
}
