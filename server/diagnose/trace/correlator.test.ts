import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRows, lastSeen, type TraceRow, withRowPatch } from '../../model/trace-row';
import { Correlator, type TraceScene } from './correlator';
import { arpReply, arpRequest, echo, MAC, packed, TUNNEL, tcp, VTEP, type Who } from './frames.testing';
import type { Sides } from './sides';

/** Namespace, bridge, VXLAN interface and underlay of one host, and those of the other from without inwards. */
const HOPS = 8;
const UNDERLAY = [3, 4];
const SIDES: Sides = {
  from: { macs: new Set([MAC.a]), vtep: VTEP.a },
  to: { macs: new Set([MAC.b]), vtep: VTEP.b },
  others: new Set([MAC.c]),
};

function scene(unwatched: readonly number[] = [], sides = SIDES): TraceScene {
  const hops = Array.from({ length: HOPS }, (_, hop) => ({
    isInTunnel: UNDERLAY.includes(hop),
    isWatched: !unwatched.includes(hop),
  }));
  return { hops, tunnel: TUNNEL, sides };
}

const SECOND = 1_000_000;
const START = 1_700_000_000 * SECOND;
const ALL = Array.from({ length: HOPS }, (_, hop) => hop);

class Watch {
  readonly correlator: Correlator;
  readonly rows: TraceRow[] = [];
  now = START;

  constructor(what: TraceScene = scene(), slack = 0, since = 0) {
    this.correlator = new Correlator(what, { slack: () => slack, since });
  }

  /** @param offset microseconds that the hop's clock shows more, of which nobody knows */
  see(
    hop: number,
    frame: Uint8Array,
    at: number,
    { to = 'b', from = 'a', offset = 0 }: { to?: Who; from?: Who; offset?: number } = {},
  ) {
    const bytes = UNDERLAY.includes(hop) ? packed(frame, from, to) : frame;
    this.now = Math.max(this.now, START + at);
    return this.correlator.take(hop, { at: START + at + offset, time: START + at + offset, bytes }, this.now);
  }

  /** Through these hops, 10 µs each. */
  pass(hops: readonly number[], frame: Uint8Array, at: number, ends: { from?: Who; to?: Who } = {}) {
    for (const [i, hop] of hops.entries()) this.see(hop, frame, at + 10 * i, ends);
  }

  later(seconds: number): TraceRow[] {
    this.now += seconds * SECOND;
    this.correlator.settle(this.now);
    return this.told();
  }

  told(): TraceRow[] {
    for (const patch of this.correlator.drain())
      this.rows[patch.n] = withRowPatch(this.rows[patch.n], patch, HOPS);
    return this.rows;
  }
}

const BACK = [...ALL].reverse();

describe('a packet that passes every hop', () => {
  it('is one row with its time at each, and has arrived', () => {
    const watch = new Watch();
    watch.pass(ALL, echo('a', 'b', 1), 0);
    expect(watch.told()).toEqual([
      {
        n: 0,
        direction: 'there',
        fate: 'arrived',
        seen: ALL.map((hop) => START + 10 * hop),
        copies: {},
        elsewhere: [],
      },
    ]);
  });

  it('the other way goes back', () => {
    const watch = new Watch();
    watch.pass(BACK, echo('b', 'a', 1, { reply: true }), 0, { from: 'b', to: 'a' });
    expect(watch.told()).toMatchObject([{ direction: 'back', fate: 'arrived' }]);
    expect(lastSeen(watch.rows[0] as TraceRow)).toBe(0);
  });

  it('is told as it grows, and not again', () => {
    const watch = new Watch();
    watch.see(0, echo('a', 'b', 1), 0);
    expect(watch.correlator.drain()).toEqual([
      { n: 0, direction: 'there', fate: 'passing', seen: [[0, START]] },
    ]);
    watch.see(1, echo('a', 'b', 1), 5);
    expect(watch.correlator.drain()).toEqual([{ n: 0, seen: [[1, START + 5]] }]);
    expect(watch.correlator.drain()).toEqual([]);
  });

  it('but not one that nobody looks at has arrived all the same', () => {
    const watch = new Watch(scene([7]));
    watch.pass(ALL.slice(0, 7), echo('a', 'b', 1), 0);
    expect(watch.told()).toMatchObject([{ fate: 'arrived' }]);
  });
});

it('what was first seen before every hop was looked at is not told, whatever is seen of it later', () => {
  const watch = new Watch(scene(), 0, START + 100);
  watch.pass(ALL.slice(4), echo('a', 'b', 1), 90);
  watch.pass(ALL, echo('a', 'b', 2), 100);
  expect(watch.told()).toMatchObject([{ n: 0, fate: 'arrived' }]);
  expect(watch.correlator.count).toBe(1);
});

describe('a packet that is lost', () => {
  it.each(ALL.slice(0, 7))('behind hop %i was last seen there, both ways', (hop) => {
    const watch = new Watch();
    watch.pass(ALL.slice(0, hop + 1), echo('a', 'b', 1), 0);
    watch.pass(BACK.slice(0, hop + 1), echo('b', 'a', 2), 0, { from: 'b', to: 'a' });
    const rows = watch.later(3);
    expect(rows.map(({ fate }) => fate)).toEqual(['lost', 'lost']);
    expect(rows.map((row) => lastSeen(row))).toEqual([hop, 7 - hop]);
    const counts = countRows(rows, HOPS);
    expect(counts.there.lostAfter[hop]).toBe(1);
    expect(counts.back.lostAfter[7 - hop]).toBe(1);
  });

  it('is not called so before it can be missed', () => {
    const watch = new Watch();
    watch.see(0, echo('a', 'b', 1), 0);
    expect(watch.later(1)).toMatchObject([{ fate: 'passing' }]);
    expect(watch.later(1)).toMatchObject([{ fate: 'lost' }]);
  });

  it('is not, when it comes late', () => {
    const watch = new Watch();
    watch.see(0, echo('a', 'b', 1), 0);
    expect(watch.later(2)).toMatchObject([{ fate: 'lost' }]);
    watch.pass(ALL.slice(1), echo('a', 'b', 1), 2 * SECOND);
    expect(watch.told()).toMatchObject([{ fate: 'arrived' }]);
  });

  it('is not, when one hop between did not see it', () => {
    const watch = new Watch();
    watch.pass([0, 1, 3, 4, 5, 6, 7], echo('a', 'b', 1), 0);
    expect(watch.told()).toMatchObject([{ fate: 'arrived' }]);
    expect(watch.rows[0]?.seen[2]).toBeNull();
  });
});

describe('packets that look the same', () => {
  it('are one each: a question that is asked again, of which the first is lost', () => {
    const watch = new Watch();
    const question = arpRequest('a', 'b');
    watch.pass([0, 1, 2], question, 0);
    // What the other host saw is told before what this one saw.
    watch.pass([4, 5, 6, 7], question, SECOND + 30);
    watch.pass([0, 1, 2, 3], question, SECOND);
    const rows = watch.later(3);
    expect(rows.map((row) => [row.fate, lastSeen(row)])).toEqual([
      ['lost', 2],
      ['arrived', 7],
    ]);
  });

  it('at one hop at one time are copies of one', () => {
    const watch = new Watch();
    watch.pass([0, 1, 1, 1, 2], arpRequest('a', 'b'), 0);
    expect(watch.told()).toMatchObject([{ copies: { 1: 3 } }]);
  });

  it('and number themselves are copies of one whenever they come', () => {
    const watch = new Watch();
    watch.see(0, echo('a', 'b', 1), 0);
    watch.see(0, echo('a', 'b', 1), 100_000);
    expect(watch.told()).toMatchObject([{ copies: { 0: 2 } }]);
  });
});

describe('a flood', () => {
  it('to several VTEPs is one packet, seen at the underlay where it goes to the other end', () => {
    const watch = new Watch();
    const question = arpRequest('a', 'b');
    watch.pass([0, 1, 2], question, 0);
    watch.see(3, question, 40, { to: 'c' });
    watch.see(3, question, 41, { to: 'b' });
    watch.pass([4, 5, 6, 7], question, 50);
    expect(watch.told()).toMatchObject([{ fate: 'arrived', elsewhere: [VTEP.c], copies: {} }]);
  });

  it('that leaves the other end out is lost before the underlay', () => {
    const watch = new Watch();
    const question = arpRequest('a', 'b');
    watch.see(3, question, 40, { to: 'c' });
    watch.pass([0, 1, 2], question, 0);
    const rows = watch.later(3);
    expect(rows).toMatchObject([{ fate: 'lost', elsewhere: [VTEP.c] }]);
    expect(lastSeen(rows[0] as TraceRow)).toBe(2);
  });

  it('of a third host is none of theirs', () => {
    const watch = new Watch();
    expect(watch.see(4, arpRequest('c', 'b'), 0, { from: 'c', to: 'b' })).toBeNull();
    expect(watch.see(7, arpRequest('c', 'b'), 0)).toBeNull();
    expect(watch.see(0, echo('a', 'c', 1), 0)).toBeNull();
    expect(watch.told()).toEqual([]);
  });
});

describe('of a MAC that nobody knows', () => {
  const stranger: Sides = {
    from: { macs: new Set<string>(), vtep: VTEP.a },
    to: { macs: new Set<string>(), vtep: VTEP.b },
    others: new Set<string>(),
  };

  it('the way follows from where it was first', () => {
    const watch = new Watch(scene([], stranger));
    watch.pass([7, 6], echo('b', 'a', 1), 0);
    watch.pass([0, 1], echo('a', 'b', 2), 0);
    expect(watch.told().map(({ direction }) => direction)).toEqual(['back', 'there']);
  });
});

describe('TCP', () => {
  it('of which a card makes many packets is one row, arrived when all bytes have', () => {
    const watch = new Watch();
    watch.pass([0, 1, 2], tcp('a', 'b', 1000, 4200), 0);
    for (const [i, from] of [1000, 2400, 3800].entries()) {
      const part = tcp('a', 'b', from, i === 2 ? 1400 : 1400, { ipId: 1 + i });
      watch.pass([3, 4, 5, 6], part, 100 + i);
      if (i < 2) watch.pass([7], part, 200 + i);
    }
    expect(watch.told()).toHaveLength(1);
    expect(watch.rows[0]).toMatchObject({ fate: 'passing' });
    watch.pass([7], tcp('a', 'b', 3800, 1400, { ipId: 3 }), 300);
    expect(watch.told()).toMatchObject([{ fate: 'arrived', copies: {} }]);
  });

  it('that a card joins is seen of each packet', () => {
    const watch = new Watch();
    const parts = [0, 1, 2].map((i) => tcp('a', 'b', 1000 * i, 1000, { ipId: 1 + i }));
    for (const part of parts) watch.pass([0, 1, 2, 3], part, 0);
    watch.pass([4, 5, 6, 7], tcp('a', 'b', 0, 3000), 100);
    expect(watch.told().map(({ fate }) => fate)).toEqual(['arrived', 'arrived', 'arrived']);
  });

  it('that is sent again is a packet of its own', () => {
    const watch = new Watch();
    watch.pass([0, 1, 2], tcp('a', 'b', 1000, 1000, { ipId: 1 }), 0);
    // The underlay's batch comes first.
    watch.pass([3, 4], tcp('a', 'b', 1000, 1000, { ipId: 9 }), 200_030);
    watch.pass([0, 1, 2], tcp('a', 'b', 1000, 1000, { ipId: 9 }), 200_000);
    watch.pass([5, 6, 7], tcp('a', 'b', 1000, 1000, { ipId: 9 }), 200_050);
    const rows = watch.later(3);
    expect(rows.map((row) => [row.fate, lastSeen(row)])).toEqual([
      ['lost', 2],
      ['arrived', 7],
    ]);
  });

  it('of which a part is lost on the way is lost where all of it was last', () => {
    const watch = new Watch();
    watch.pass([0, 1, 2], tcp('a', 'b', 0, 2800), 0);
    watch.pass([3, 4, 5, 6, 7], tcp('a', 'b', 0, 1400), 100);
    watch.pass([3], tcp('a', 'b', 1400, 1400, { ipId: 2 }), 100);
    const rows = watch.later(3);
    expect(rows).toMatchObject([{ fate: 'lost' }]);
    expect(lastSeen(rows[0] as TraceRow)).toBe(3);
  });
});

it('what was at both underlays is told to compare clocks by, but not what repeats', () => {
  const watch = new Watch();
  watch.pass(ALL, arpRequest('a', 'b'), 0);
  watch.pass(ALL, echo('a', 'b', 1), 0);
  watch.pass(BACK, arpReply('b', 'a'), 0, { from: 'b', to: 'a' });
  watch.pass(BACK, echo('b', 'a', 1, { reply: true }), 0, { from: 'b', to: 'a' });
  expect(watch.correlator.crossed()).toEqual([
    { direction: 'there', left: START + 30, came: START + 40 },
    { direction: 'back', left: START + 30, came: START + 40 },
  ]);
});

it('nothing is remembered for longer than it can still come', () => {
  const watch = new Watch();
  for (let seq = 0; seq < 60; seq++) {
    watch.pass(ALL, echo('a', 'b', seq), seq * SECOND);
    watch.correlator.settle(watch.now);
    expect(watch.correlator.remembered).toBeLessThanOrEqual(7);
  }
  expect(watch.correlator.count).toBe(60);
});

/** One packet: after how many hops it is lost, and how long it takes to each. */
const journey = fc.record({
  isBack: fc.boolean(),
  hops: fc.integer({ min: 1, max: HOPS }),
  waits: fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: HOPS, maxLength: HOPS }),
  missed: fc.option(fc.integer({ min: 0, max: HOPS - 1 }), { freq: 3, nil: null }),
  copied: fc.boolean(),
});

it('whatever is lost, late, doubled or told out of order: one row a packet, last seen where it was', () => {
  fc.assert(
    fc.property(
      fc.array(journey, { minLength: 1, maxLength: 40 }),
      // Clocks that are wrong by more than a packet takes.
      fc.integer({ min: -300_000, max: 300_000 }),
      fc.infiniteStream(fc.nat(HOPS - 1)),
      (journeys, offset, order) => {
        const watch = new Watch(scene(), 300_000);
        const queues: { frame: Uint8Array; at: number; from: Who; to: Who }[][] = ALL.map(() => []);
        const passed = journeys.map((one, n) => {
          const [from, to]: [Who, Who] = one.isBack ? ['b', 'a'] : ['a', 'b'];
          const way = (one.isBack ? BACK : ALL).slice(0, one.hops);
          const seen = way.filter((hop) => hop !== one.missed || way.length === 1);
          let at = n * 10_000;
          way.forEach((hop, i) => {
            at += one.waits[i] ?? 0;
            if (!seen.includes(hop)) return;
            const frame = { frame: echo(from, to, n), at, from, to };
            queues[hop]?.push(frame);
            if (one.copied) queues[hop]?.push({ ...frame, at: at + 3 });
          });
          return { ...one, seen };
        });
        const queued = queues.map((queue) => queue.sort((a, b) => a.at - b.at));
        // Hops tell in turns that nobody chose.
        let left = queued.reduce((sum, queue) => sum + queue.length, 0);
        const turns = order[Symbol.iterator]();
        while (left > 0) {
          const turn = turns.next().value ?? 0;
          const hop = ALL.map((i) => (turn + i) % HOPS).find((i) => (queued[i]?.length ?? 0) > 0) ?? 0;
          const next = queued[hop]?.shift();
          if (!next) throw new Error('no frame');
          watch.see(hop, next.frame, next.at, { ...next, offset: hop >= 4 ? offset : 0 });
          left -= 1;
        }
        const rows = watch.later(3);
        expect(rows).toHaveLength(passed.length);
        const told = rows.map((row) => ({
          direction: row.direction,
          last: lastSeen(row),
          seen: row.seen.flatMap((at, hop) => (at === null ? [] : [hop])),
          fate: row.fate,
        }));
        const wanted = passed.map(({ isBack, seen }) => ({
          direction: isBack ? 'back' : 'there',
          last: seen.at(-1),
          seen: [...seen].sort((a, b) => a - b),
          fate: seen.includes(isBack ? 0 : 7) ? 'arrived' : 'lost',
        }));
        const inOrder = (all: object[]) => all.map((one) => JSON.stringify(one)).sort();
        expect(inOrder(told)).toEqual(inOrder(wanted));
      },
    ),
  );
});
