import type { Runner } from '../ssh/runner';
import { Lines } from './parse/lines';

/** What a short program said, line by line; `code` is null where it was ended by us. */
export type Said = { code: number | null; stdout: string[]; stderr: string[] };

/** A host that prints without end fills no memory. */
const MOST_LINES = 50;

/**
 * Runs one short program to its end, and ends it when `signal` says so. null: nothing is known, as the connection went or
 * it was ended meanwhile.
 * @throws RunnerError where it could not be started
 */
export async function ask(
  runner: Runner,
  argv: string[],
  /** Milliseconds after which it is ended whatever it does. */
  limitMs: number,
  signal: AbortSignal,
): Promise<Said | null> {
  if (signal.aborted) return null;
  const readers = { stdout: new Lines(), stderr: new Lines() };
  const said: Said = { code: null, stdout: [], stderr: [] };
  let room = MOST_LINES;
  const take = (name: 'stdout' | 'stderr') => (text: string) => {
    if (room-- > 0) said[name].push(text);
  };
  let end: (end: { code: number | null; lost: boolean }) => void = () => {};
  const ended = new Promise<{ code: number | null; lost: boolean }>((resolve) => {
    end = resolve;
  });
  const running = await runner.stream(argv, {
    limitMs,
    onStdout: (chunk) => readers.stdout.take(chunk).forEach(take('stdout')),
    onStderr: (chunk) => readers.stderr.take(chunk).forEach(take('stderr')),
    onEnd: (how) => end(how),
  });
  const stop = () => running.close();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const { code, lost } = await ended;
  signal.removeEventListener('abort', stop);
  if (lost || signal.aborted) return null;
  readers.stdout.end().forEach(take('stdout'));
  readers.stderr.end().forEach(take('stderr'));
  return { ...said, code };
}
