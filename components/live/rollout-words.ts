import type { Rollout } from '@/server/model/rollout';

/** Misses that one line names. */
const MOST_NAMED = 2;

/** How far a change is, and what it waits for. */
export function rolloutSentence({ stage, hosts, misses, asks, reason }: Rollout): string {
  if (stage === 'undoing') return `being undone on all of its hosts: ${reason ?? 'it was not kept'}`;
  if (stage === 'keeping') return 'kept: the hosts are being told';
  if (misses.length > 0) {
    const named = misses.slice(0, MOST_NAMED).join('; ');
    const more = misses.length - MOST_NAMED;
    return more > 0 ? `${named}, and ${more} more` : named;
  }
  const count = (...steps: Rollout['hosts'][number]['step'][]) =>
    hosts.filter(({ step }) => steps.includes(step)).length;
  const all = hosts.length === 1 ? '1 host' : `${hosts.length} hosts`;
  if (asks) return `read back on ${all} over new connections, and all that answered before answers: keep it?`;
  const waiting = count('waiting');
  if (waiting > 0)
    return `leaving a way back on ${all}: ${hosts.length - waiting} have it, none is changed yet`;
  const made = hosts.length - count('armed');
  if (made < hosts.length) return `changing ${all}: ${made} read back`;
  return `read back on ${all}; checking over new connections: ${count('checked', 'kept')} of ${hosts.length}`;
}
