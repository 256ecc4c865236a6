import type { Counters } from '../live/counters';
import { keyOfCounters } from '../live/observed-keys';
import type { Runner, Section } from '../ssh/runner';
import { parseNetDev } from './parse/net-dev';
import { ReadError } from './parse/read-error';

/** Milliseconds. */
const SAMPLE_TIMEOUT = 10_000;

const HOST = 'counters';
const sectionOf = (namespace: string) => `counters:${namespace}`;

/**
 * The counters of every link of the host's own namespace and of these others. `/proc/net/dev` of a process tells them in
 * 100 bytes a link, where `ip -s -j link` takes 700.
 * @throws ReadError, RunnerError
 */
export async function sampleCounters(runner: Runner, namespaces: readonly string[]): Promise<Counters> {
  const argv = ['cat', '/proc/net/dev'];
  const sections: Section[] = [
    { name: HOST, argv, onFailure: 'continue' },
    ...namespaces.map(
      (name): Section => ({
        name: sectionOf(name),
        argv: ['ip', 'netns', 'exec', name, ...argv],
        onFailure: 'continue',
      }),
    ),
  ];
  const output = await runner.run({ sections, timeoutMs: SAMPLE_TIMEOUT });
  const counters: Counters = {};
  for (const namespace of [null, ...namespaces]) {
    const name = namespace === null ? HOST : sectionOf(namespace);
    const section = output.sections.find((one) => one.name === name);
    if (section?.code !== 0) {
      // A namespace may go at any time; the events tell of that.
      if (namespace !== null) continue;
      throw new ReadError(
        'command-failed',
        name,
        `/proc/net/dev cannot be read: ${section?.stderr.trim() ?? 'no answer'}`,
      );
    }
    for (const [device, stats] of parseNetDev(name, section.stdout)) {
      counters[keyOfCounters(namespace, device)] = stats;
    }
  }
  return counters;
}
