import type { Counters } from '../live/counters';
import { keyOfCounters } from '../live/observed-keys';
import type { Runner, Section } from '../ssh/runner';
import type { LinkStats } from './observed';
import { parseDocument } from './parse/document';
import { parseLinkStats } from './parse/link-stats';
import { parseNetDev } from './parse/net-dev';
import { findOutput, goodOutput, namespaceSection } from './parse/section-output';

/** Milliseconds. */
const SAMPLE_TIMEOUT = 10_000;

const HOST = 'counters';

/**
 * The counters of every link of the host's own namespace and of these others: what `ip -s link` shows, but that the host's
 * own `rxDropped` counts what a device missed too. `/proc/net/dev` tells of a link in 100 bytes instead of 450; in another
 * namespace `ip netns exec` would take half as long again as `ip -n` (it mounts /sys anew).
 * @throws ReadError, RunnerError
 */
export async function sampleCounters(runner: Runner, namespaces: readonly string[]): Promise<Counters> {
  const section = (name: string, argv: string[]): Section => ({ name, argv, onFailure: 'continue' });
  const { sections } = await runner.run({
    sections: [
      section(HOST, ['cat', '/proc/net/dev']),
      ...namespaces.map((name) =>
        section(namespaceSection(name), ['ip', '-n', name, '-s', '-j', 'link', 'show']),
      ),
    ],
    timeoutMs: SAMPLE_TIMEOUT,
  });
  const counters: Counters = {};
  const take = (namespace: string | null, links: ReadonlyMap<string, LinkStats>) => {
    for (const [device, stats] of links) counters[keyOfCounters(namespace, device)] = stats;
  };
  take(null, parseNetDev(HOST, goodOutput(sections, HOST)));
  for (const namespace of namespaces) {
    const name = namespaceSection(namespace);
    // A namespace may go at any time; the events tell of that.
    if (findOutput(sections, name).code !== 0) continue;
    take(namespace, parseLinkStats(name, parseDocument(name, goodOutput(sections, name))));
  }
  return counters;
}
