import type { TraceDirection, TraceFate, TraceRowPatch } from '../../model/trace-row';
import { type PacketSign, signOf } from './packet-sign';
import { isBetween, passage, type Sides } from './sides';
import { Coverage, overlap, type Stretch } from './stretches';

/** Where packets are looked at, in the order of the way there. */
export type TraceScene = {
  /** `isInTunnel`: packets are packed there, on an underlay. */
  hops: readonly { isInTunnel: boolean; isWatched: boolean }[];
  tunnel: { vni: number; port: number };
  sides: Sides;
};

export type TraceTerms = {
  /**
   * Microseconds: what was first seen before is not told, as some hop may not have been looked at yet. The error of the
   * clocks is to be in it.
   */
  since?: number;
  /** Microseconds by which the clocks may be wrong in spite of all. */
  slack?(): number;
};

/** A frame as a hop saw it. `at`: on the host's own clock; `time`: the same on one clock for all. Microseconds. */
export type SeenFrame = { at: number; time: number; bytes: Uint8Array };

/** A packet that was on the underlay at both ends: when, each on its host's own clock. */
export type Crossing = { direction: TraceDirection; left: number; came: number };

/** Microseconds for which the same packet may be on its way: one that is told from all others, and one that repeats. */
const WINDOW = 5_000_000;
/** Below what repeats by itself: ARP and neighbour discovery ask each second. */
const REPEAT_WINDOW = 400_000;
/** Within which what repeats is the same packet once more, as a flood that goes in circles makes it. */
const COPY_WITHIN = 5_000;
/** Microseconds after its last sign for which a packet is not missed. */
const SETTLE = 1_500_000;
/** Stretches of one connection that are remembered for packets that are heard of later. */
const STRETCHES = 64;

/** The number of a packet that is not told. */
const UNTOLD = -1;

type Row = {
  n: number;
  sign: PacketSign;
  direction: TraceDirection;
  isSure: boolean;
  fate: TraceFate;
  at: Map<number, number>;
  time: Map<number, number>;
  counts: Map<number, number>;
  covered: Map<number, Coverage>;
  elsewhere: string[];
  /** On the clock of whoever settles. */
  touched: number;
  told: { direction: TraceDirection; fate: TraceFate } | null;
  news: { seen: [number, number][]; copies: Record<number, number>; elsewhere: boolean };
};

/**
 * Makes one row of each packet out of the frames that hops saw of it. Frames of one hop come in order, those of several
 * in any; what it remembers is bounded by the rows of the last seconds.
 */
export class Correlator {
  /** How many packets there are. */
  count = 0;
  private readonly open = new Set<Row>();
  private readonly byKey = new Map<string, Row[]>();
  private readonly flows = new Map<string, { rows: Row[]; recent: Recent[] }>();
  private readonly changed = new Set<Row>();
  private crossings: Crossing[] = [];

  constructor(
    private readonly scene: TraceScene,
    private readonly terms: TraceTerms = {},
  ) {}

  /**
   * The row that a frame belongs to, or null where it is none of these ends' own.
   * @param now microseconds, on the clock that `settle` is called with
   */
  take(hop: number, frame: SeenFrame, now: number): number | null {
    const tunnel = this.scene.hops[hop]?.isInTunnel ? this.scene.tunnel : null;
    const sign = signOf(frame.bytes, tunnel);
    const passing = sign && passage(sign, this.scene.sides);
    if (!sign || !passing) return null;
    if (!isBetween(sign, this.scene.sides))
      return this.copyElsewhere(hop, sign, passing.direction, frame, now);
    const known = this.find(hop, sign, frame.time);
    if (known) {
      this.mark(known, hop, frame, now);
      return told(known);
    }
    const parts = sign.stretch ? this.partsOf(hop, sign, frame) : [];
    if (parts[0]) {
      for (const row of parts) this.mark(row, hop, frame, now, sign.stretch);
      this.remember(hop, sign, frame);
      return told(parts[0]);
    }
    const row = this.begin(hop, sign, passing.direction, frame, now);
    this.mark(row, hop, frame, now);
    if (sign.stretch) this.joinEarlier(row, hop, sign.stretch, now);
    this.remember(hop, sign, frame);
    return told(row);
  }

  /** Judges what has not moved for long enough. @param lag microseconds by which frames come later than they passed */
  settle(now: number, lag = 0): void {
    for (const row of this.open) {
      if (now - row.touched < SETTLE + lag) continue;
      if (row.fate === 'passing') this.judge(row, 'lost');
      // It may still come: a late one is no longer lost. After that it is forgotten.
      if (now - row.touched >= WINDOW + lag) this.forget(row);
    }
  }

  /** All frames that were to come have come: what did not arrive is lost, unless it was under way a moment before. */
  finish(now: number, grace: number): void {
    for (const row of this.open) {
      if (row.fate === 'passing' && now - row.touched >= grace) this.judge(row, 'lost');
    }
  }

  /** What is new since the last call. */
  drain(): TraceRowPatch[] {
    const patches = [...this.changed].map(patchOf);
    this.changed.clear();
    return patches;
  }

  /** Packets that were at both underlays since the last call. */
  crossed(): Crossing[] {
    const crossings = this.crossings;
    this.crossings = [];
    return crossings;
  }

  private get slack(): number {
    return this.terms.slack?.() ?? 0;
  }

  /** Rows that a further frame may belong to. */
  get remembered(): number {
    return this.open.size;
  }

  private begin(
    hop: number,
    sign: PacketSign,
    direction: TraceDirection | null,
    frame: SeenFrame,
    now: number,
  ): Row {
    const row: Row = {
      n: frame.time < (this.terms.since ?? 0) ? UNTOLD : this.count++,
      sign,
      direction: direction ?? (hop < this.scene.hops.length / 2 ? 'there' : 'back'),
      isSure: direction !== null,
      fate: 'passing',
      at: new Map(),
      time: new Map(),
      counts: new Map(),
      covered: new Map(),
      elsewhere: [],
      touched: now,
      told: null,
      news: { seen: [], copies: {}, elsewhere: false },
    };
    this.open.add(row);
    this.change(row);
    const same = this.byKey.get(sign.key);
    if (same) same.push(row);
    else this.byKey.set(sign.key, [row]);
    if (sign.stretch) this.flow(sign.stretch.flow).rows.push(row);
    // Its place in time, until it is seen at a hop of its way.
    row.time.set(-1, frame.time);
    return row;
  }

  /** Of the packets that look like this one, that which was seen nearest to now and not here. */
  private find(hop: number, sign: PacketSign, time: number): Row | null {
    const window = (sign.repeats ? REPEAT_WINDOW : WINDOW) + this.slack;
    let best: { row: Row; distance: number } | null = null;
    let copy: Row | null = null;
    for (const row of this.byKey.get(sign.key) ?? []) {
      const here = row.time.get(hop);
      if (here !== undefined) {
        // One hop has one clock, so what is told from all others is never two packets.
        if (Math.abs(time - here) <= (sign.repeats ? COPY_WITHIN : WINDOW)) copy ??= row;
        continue;
      }
      const distance = Math.min(...[...row.time.values()].map((one) => Math.abs(time - one)));
      if (distance <= window && (best === null || distance < best.distance)) best = { row, distance };
    }
    return best?.row ?? copy;
  }

  private mark(
    row: Row,
    hop: number,
    { at, time }: SeenFrame,
    now: number,
    part: Stretch | null = null,
  ): void {
    row.touched = now;
    this.change(row);
    if (part && row.sign.stretch) {
      const covered = row.covered.get(hop) ?? new Coverage(row.sign.stretch);
      row.covered.set(hop, covered);
      covered.add(part);
      if (!covered.isWhole) return;
    }
    const before = row.at.get(hop);
    if (before !== undefined) {
      if (part) return;
      const count = (row.counts.get(hop) ?? 1) + 1;
      row.counts.set(hop, count);
      row.news.copies[hop] = count;
      return;
    }
    row.at.set(hop, at);
    row.time.set(hop, time);
    row.news.seen.push([hop, at]);
    if (!row.isSure) row.direction = directionOf(row);
    if (this.isAtItsEnd(row)) this.judge(row, 'arrived');
    this.noteCrossing(row, hop);
  }

  private isAtItsEnd(row: Row): boolean {
    const { hops } = this.scene;
    const last =
      row.direction === 'there'
        ? hops.findLastIndex(({ isWatched }) => isWatched)
        : hops.findIndex(({ isWatched }) => isWatched);
    return row.at.has(last);
  }

  private change(row: Row): void {
    if (row.n !== UNTOLD) this.changed.add(row);
  }

  private judge(row: Row, fate: TraceFate): void {
    row.fate = fate;
    this.change(row);
  }

  private forget(row: Row): void {
    this.open.delete(row);
    const same = (this.byKey.get(row.sign.key) ?? []).filter((one) => one !== row);
    if (same.length > 0) this.byKey.set(row.sign.key, same);
    else this.byKey.delete(row.sign.key);
    const flow = row.sign.stretch?.flow;
    const kept = flow === undefined ? null : this.flows.get(flow);
    if (flow === undefined || !kept) return;
    kept.rows = kept.rows.filter((one) => one !== row);
    if (kept.rows.length === 0) this.flows.delete(flow);
  }

  /** A frame of the tunnel to a VTEP that is not the other end's: it makes a packet no more seen here. */
  private copyElsewhere(
    hop: number,
    sign: PacketSign,
    direction: TraceDirection | null,
    frame: SeenFrame,
    now: number,
  ): number | null {
    const row = this.find(hop, sign, frame.time) ?? this.begin(hop, sign, direction, frame, now);
    if (!sign.outer) return told(row);
    if (row.elsewhere.includes(sign.outer.target)) return told(row);
    row.elsewhere.push(sign.outer.target);
    row.news.elsewhere = true;
    this.change(row);
    return told(row);
  }

  private noteCrossing(row: Row, hop: number): void {
    const { hops } = this.scene;
    if (row.sign.repeats || row.sign.stretch || !row.isSure || !hops[hop]?.isInTunnel) return;
    const first = hops.findIndex(({ isInTunnel }) => isInTunnel);
    const second = hops.findLastIndex(({ isInTunnel }) => isInTunnel);
    const [near, far] = [row.at.get(first), row.at.get(second)];
    if (first === second || near === undefined || far === undefined || row.counts.size > 0) return;
    const [left, came] = row.direction === 'there' ? [near, far] : [far, near];
    this.crossings.push({ direction: row.direction, left, came });
  }

  // Network cards cut large TCP segments up below a hop and join small ones above the next: what left a namespace as one
  // packet may be forty on the underlay. A row is what was one packet where it was first heard of.

  private flow(name: string): { rows: Row[]; recent: Recent[] } {
    const known = this.flows.get(name);
    if (known) return known;
    const made = { rows: [], recent: [] };
    this.flows.set(name, made);
    return made;
  }

  /** The rows whose bytes a frame carries in another cut, and of which these bytes were not seen here yet. */
  private partsOf(hop: number, { stretch }: PacketSign, { time }: SeenFrame): Row[] {
    if (!stretch) return [];
    return this.flow(stretch.flow).rows.filter((row) => {
      const own = row.sign.stretch;
      if (!own || row.at.has(hop) || isSame(own, stretch) || !overlap(own, stretch)) return false;
      if (Math.abs(time - (row.time.get(-1) ?? time)) > WINDOW) return false;
      const covered = row.covered.get(hop) ?? new Coverage(own);
      row.covered.set(hop, covered);
      return covered.add(stretch);
    });
  }

  private remember(hop: number, { stretch }: PacketSign, frame: SeenFrame): void {
    if (!stretch) return;
    const { recent } = this.flow(stretch.flow);
    recent.push({ hop, from: stretch.from, to: stretch.to, at: frame.at, time: frame.time });
    if (recent.length > STRETCHES) recent.shift();
  }

  /** A part of something larger that other hops had told of before. */
  private joinEarlier(row: Row, hop: number, stretch: Stretch, now: number): void {
    const flow = row.sign.stretch?.flow;
    if (flow === undefined) return;
    for (const one of this.flow(flow).recent) {
      if (one.hop === hop || row.at.has(one.hop) || isSame(one, stretch) || !overlap(one, stretch)) continue;
      if (Math.abs(one.time - (row.time.get(-1) ?? one.time)) <= REPEAT_WINDOW + this.slack) {
        this.mark(row, one.hop, { at: one.at, time: one.time, bytes: EMPTY }, now, one);
      }
    }
  }
}

/** The same bytes in a packet that is another one: they were sent again. */
function isSame(a: Stretch, b: Stretch): boolean {
  return a.from === b.from && a.to === b.to;
}

type Recent = Stretch & { hop: number; at: number; time: number };

function told({ n }: Row): number | null {
  return n === UNTOLD ? null : n;
}

const EMPTY = new Uint8Array(0);

/** By when it was seen where, while nobody knows who sent it. */
function directionOf({ time, direction }: Row): TraceDirection {
  const hops = [...time].filter(([hop]) => hop >= 0).sort(([a], [b]) => a - b);
  const [first, last] = [hops[0]?.[1], hops.at(-1)?.[1]];
  if (first === undefined || last === undefined || first === last) return direction;
  return first < last ? 'there' : 'back';
}

function patchOf(row: Row): TraceRowPatch {
  const { n, direction, fate, told, news, elsewhere } = row;
  const patch: TraceRowPatch = { n };
  if (told?.direction !== direction) patch.direction = direction;
  if (told?.fate !== fate) patch.fate = fate;
  if (news.seen.length > 0) patch.seen = news.seen;
  if (Object.keys(news.copies).length > 0) patch.copies = news.copies;
  if (news.elsewhere) patch.elsewhere = [...elsewhere];
  row.told = { direction, fate };
  row.news = { seen: [], copies: {}, elsewhere: false };
  return patch;
}
