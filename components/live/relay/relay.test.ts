import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '@/server/api/types';
import { EventHub } from '@/server/controller/event-hub';
import type { LiveEventBody } from '@/server/controller/face';
import { NO_PROOFS } from '@/server/controller/fixtures/no-proofs';
import { APART } from '@/server/diagnose/isolation/fixtures/apart';
import { Relay } from './relay';
import type { FromRelay } from './relay-message';
import { MOST_SLOTS, Slots } from './slots';
import { type Watch, watchUpstream } from './watch-upstream';

/** A number that only grows is all the state there is: each event tells the next one. */
function server(firstId = 100) {
  let told = 0;
  const snapshot = (): LiveEventBody & { kind: 'snapshot' } => ({
    kind: 'snapshot',
    now: told,
    intent: { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts: [], tenants: [] },
    hosts: [],
    statuses: [],
    drift: [],
    carriage: [],
    rollouts: [],
    isolation: APART,
    proofs: NO_PROOFS,
  });
  const hub = new EventHub(snapshot, firstId);
  const open = new Set<AbortController>();
  const watch: Watch = ({ after }, { onData, onError, onConnectionStateChange }) => {
    const ending = new AbortController();
    open.add(ending);
    onConnectionStateChange({ state: 'pending' });
    void (async () => {
      for await (const event of hub.watch(after, ending.signal))
        onData({ id: String(event.id), data: event });
    })().catch(onError);
    return {
      unsubscribe() {
        open.delete(ending);
        ending.abort();
      },
    };
  };
  return {
    watch,
    open,
    publish(count: number) {
      for (let i = 0; i < count; i++) hub.publish({ kind: 'heard', heardAt: {}, now: ++told });
    },
  };
}

/** What a tab makes of its messages: the number that it believes in, and every step that was no next one. */
function tab(relay: Relay) {
  const key = {};
  const seen = { value: -1, lastId: null as number | null, wrong: [] as string[], snapshots: 0, ended: 0 };
  const take = (event: LiveEvent) => {
    if (event.kind === 'snapshot') seen.snapshots += 1;
    else if (event.now !== seen.value + 1) seen.wrong.push(`${event.now} after ${seen.value}`);
    seen.value = event.now;
    seen.lastId = event.id;
  };
  const send = (message: FromRelay) => {
    if (message.kind === 'events') for (const event of message.events) take(event);
    if (message.kind === 'ended') seen.ended += 1;
  };
  return {
    seen,
    join: () => relay.join(key, seen.lastId, send),
    leave: () => relay.leave(key),
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const all = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe('one stream for all tabs', () => {
  it('is one, however many tabs there are, and ends with the last of them', async () => {
    const { watch, open, publish } = server();
    const relay = new Relay(watchUpstream(watch));
    const tabs = all(8, () => tab(relay));
    for (const one of tabs) one.join();
    await settled();
    publish(3);
    await settled();
    expect(open.size).toBe(1);
    expect(tabs.map(({ seen }) => seen.value)).toEqual(Array(8).fill(3));
    for (const one of tabs) one.leave();
    expect(open.size).toBe(0);
  });

  it('gives a tab that joins late a snapshot, and the others no second one', async () => {
    const { watch, open, publish } = server();
    const relay = new Relay(watchUpstream(watch));
    const [early, late] = [tab(relay), tab(relay)];
    early.join();
    await settled();
    publish(5);
    await settled();
    late.join();
    publish(2);
    await settled();
    publish(2);
    await settled();
    expect([early.seen, late.seen].map(({ value, snapshots, wrong }) => [value, snapshots, wrong])).toEqual([
      [9, 1, []],
      [9, 1, []],
    ]);
    expect(open.size).toBe(1);
  });

  it('gives a tab that was hidden what it missed, without a snapshot', async () => {
    const { watch, publish } = server();
    const relay = new Relay(watchUpstream(watch));
    const [shown, hidden] = [tab(relay), tab(relay)];
    for (const one of [shown, hidden]) one.join();
    await settled();
    hidden.leave();
    publish(500);
    await settled();
    hidden.join();
    await settled();
    expect(hidden.seen).toMatchObject({ value: 500, snapshots: 1, wrong: [] });
  });

  it('goes on from where it was when all tabs were hidden', async () => {
    const { watch, publish } = server();
    const relay = new Relay(watchUpstream(watch));
    const one = tab(relay);
    one.join();
    await settled();
    one.leave();
    publish(700);
    one.join();
    await settled();
    expect(one.seen).toMatchObject({ value: 700, snapshots: 1, wrong: [] });
  });

  it('misses nothing and doubles nothing, whoever comes and goes while it is busy', async () => {
    const { watch, publish } = server();
    const relay = new Relay(watchUpstream(watch));
    const tabs = all(6, () => tab(relay));
    let random = 7;
    const next = (below: number) => {
      random = (random * 16_807) % 2_147_483_647;
      return random % below;
    };
    for (let turn = 0; turn < 1_200; turn++) {
      const one = tabs[next(tabs.length)];
      const what = next(9);
      if (what < 3) one?.leave();
      if (what > 6) one?.join();
      if (next(200) === 0) publish(2_500);
      else publish(next(4));
      if (next(2) === 0) await settled();
    }
    for (const one of tabs) one.join();
    publish(1);
    await settled();
    await settled();
    expect(tabs.flatMap(({ seen }) => seen.wrong)).toEqual([]);
    expect(new Set(tabs.map(({ seen }) => seen.value)).size).toBe(1);
  });

  it('tells every tab when it ended, and begins again with the first that asks', async () => {
    const { watch, publish } = server();
    let fail: (error: unknown) => void = () => {};
    const relay = new Relay(
      watchUpstream((input, handlers) => {
        fail = handlers.onError;
        return watch(input, handlers);
      }),
    );
    const tabs = all(2, () => tab(relay));
    for (const one of tabs) one.join();
    await settled();
    fail({ data: { code: 'UNAUTHORIZED' } });
    expect(tabs.map(({ seen }) => seen.ended)).toEqual([1, 1]);
    publish(4);
    for (const one of tabs) one.join();
    await settled();
    expect(tabs.map(({ seen }) => [seen.value, seen.wrong])).toEqual([
      [4, []],
      [4, []],
    ]);
  });
});

describe('slots for further streams', () => {
  it('are few, come back when they end, and after a crash by themselves', () => {
    const slots = new Slots();
    const [tabA, tabB] = [{}, {}];
    const ids = all(MOST_SLOTS, () => crypto.randomUUID());
    expect(ids.map((id) => slots.ask(tabA, id, 0))).toEqual(ids.map(() => true));
    expect(slots.ask(tabB, 'one too many', 0)).toBe(false);
    expect(slots.ask(tabA, ids[0] ?? '', 30_000)).toBe(true);
    slots.end(ids[1] ?? '');
    expect(slots.ask(tabB, 'now', 1_000)).toBe(true);
    // ids[0] was asked for again, the third was not.
    expect([slots.ask(tabB, 'x', 45_500), slots.ask(tabB, 'y', 45_500)]).toEqual([true, false]);
    slots.endAllOf(tabA);
    expect(slots.ask(tabB, 'y', 45_600)).toBe(true);
  });
});
