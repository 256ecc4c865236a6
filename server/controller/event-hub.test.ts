import { describe, expect, it } from 'vitest';
import { APART } from '../diagnose/isolation/fixtures/apart';
import { EventHub } from './event-hub';
import type { LiveEvent } from './face';
import { NO_PROOFS } from './fixtures/no-proofs';

const snapshot = () => ({
  kind: 'snapshot' as const,
  now: 1,
  intent: { revision: 0, vxlan: { port: 8472 }, drift: 'report' as const, hosts: [], tenants: [] },
  hosts: [],
  statuses: [],
  drift: [],
  carriage: [],
  rollouts: [],
  isolation: APART,
  proofs: NO_PROOFS,
});
const happening = (n: number) => ({ kind: 'statuses' as const, set: [], gone: [String(n)], now: n });

async function take(hub: EventHub, after: number | null, count: number): Promise<LiveEvent[]> {
  const stop = new AbortController();
  const events: LiveEvent[] = [];
  for await (const event of hub.watch(after, stop.signal)) {
    events.push(event);
    if (events.length === count) stop.abort();
  }
  return events;
}

describe('the event hub', () => {
  it('starts a newcomer with a snapshot and goes on with what happens after it', async () => {
    const hub = new EventHub(snapshot, 100);
    hub.publish(happening(1));
    const taken = take(hub, null, 3);
    hub.publish(happening(2));
    hub.publish(happening(3));
    const kinds = (await taken).map((event) => event.kind);
    expect(kinds[0]).toBe('snapshot');
  });

  it('tells when the first person comes, whoever keeps watch beside', async () => {
    let came = 0;
    const hub = new EventHub(snapshot, 0, () => came++);
    const stop = new AbortController();
    const keeper = hub.watch(null, stop.signal, 'keeper');
    await keeper.next();
    expect([hub.watchers, came]).toEqual([0, 0]);
    const person = hub.watch(null, stop.signal);
    await person.next();
    await hub.watch(null, stop.signal).next();
    expect([hub.watchers, came]).toEqual([2, 1]);
    await person.return(undefined);
    expect(hub.watchers).toBe(1);
  });

  it('gives one who comes back what was missed, once each and in order', async () => {
    const hub = new EventHub(snapshot, 0);
    // A minute at 50 events a second.
    for (let n = 1; n <= 3200; n++) hub.publish(happening(n));
    const seen = await take(hub, 200, 3000);
    expect(seen.map((event) => event.id)).toEqual(Array.from({ length: 3000 }, (_, n) => 201 + n));
  });

  it.each([
    ['an id from the future, of another process', 99_999],
    ['an id so old that its events are gone', 3],
  ])('gives a snapshot for %s', async (_name, after) => {
    const hub = new EventHub(snapshot, 0);
    for (let n = 0; n < 9000; n++) hub.publish(happening(n));
    const [first] = await take(hub, after, 1);
    expect(first).toMatchObject({ kind: 'snapshot', id: 9000 });
  });

  it('is not held up by a watcher that takes nothing, and starts that one again from a snapshot', async () => {
    const hub = new EventHub(snapshot, 0);
    hub.publish(happening(0));
    const stop = new AbortController();
    const slow = hub.watch(1, stop.signal);
    const first = slow.next();
    for (let n = 0; n < 100_000; n++) hub.publish(happening(n));
    expect((await first).value).toMatchObject({ kind: 'snapshot', id: 100_001 });
    hub.publish(happening(1));
    expect((await slow.next()).value).toMatchObject({ kind: 'statuses', id: 100_002 });
    stop.abort();
    await slow.return(undefined);
  });

  it('loses nothing that is published while a watcher is busy, and ends with the signal', async () => {
    const hub = new EventHub(snapshot, 0);
    hub.publish(happening(0));
    const stop = new AbortController();
    const seen: number[] = [];
    const watching = (async () => {
      for await (const event of hub.watch(1, stop.signal)) {
        seen.push(event.id);
        if (seen.length < 50) hub.publish(happening(event.id));
        await Promise.resolve();
        if (seen.length === 50) stop.abort();
      }
    })();
    hub.publish(happening(2));
    await watching;
    expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => n + 2));
  });
});
