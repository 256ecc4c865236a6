import { type TraceWay, traceWay } from '../model/trace';
import type { TraceEvent } from '../probe/trace-event';
import { capturePoint } from './capture-point';
import type { FabricSight } from './fabric-sight';
import type { TraceWish } from './face';
import { echoWays, traceGround } from './trace-scene';
import { noTrace, type TraceHopSource, Tracing } from './tracing';

/** Over all users: each takes up to four channels on each of two hosts. */
const MOST_AT_ONCE = 4;

/** Follows packets from one end to the other, bounded over the whole fabric: one trace at a time on a host. */
export class Tracer {
  readonly #busy = new Map<string, symbol>();
  readonly #deps: FabricSight;

  constructor(deps: FabricSight) {
    this.#deps = deps;
  }

  async *trace(wish: TraceWish, signal: AbortSignal): AsyncGenerator<TraceEvent, void, undefined> {
    const intent = this.#deps.intent();
    const way = traceWay(intent, wish.ends);
    if (typeof way === 'string') {
      yield noTrace(way);
      return;
    }
    const hostIds = [...new Set(way.hops.map(({ hostId }) => hostId))];
    const busy = hostIds.find((hostId) => this.#busy.has(hostId));
    if (busy !== undefined) {
      const name = intent.hosts.find(({ id }) => id === busy)?.name ?? 'a host';
      yield noTrace(`packets are followed on ${name} already: stop that first, or wait for its end.`);
      return;
    }
    const me = Symbol();
    if (new Set(this.#busy.values()).size >= MOST_AT_ONCE) {
      yield noTrace(`${MOST_AT_ONCE} traces run already, which is the most: wait for one, or stop it.`);
      return;
    }
    for (const hostId of hostIds) this.#busy.set(hostId, me);
    const tracing = new Tracing({
      hops: way.hops,
      sources: this.#sources(way, wish),
      hostIds,
      runner: (hostId) => {
        const link = this.#deps.link(hostId);
        return 'sentence' in link ? null : link.runner;
      },
      ground: traceGround(intent, wish.ends, way, this.#deps),
      limits: wish.limits,
      echoes: wish.echoes === 0 ? [] : echoWays(wish.ends, way),
      count: wish.echoes,
    });
    try {
      yield* tracing.run(signal);
    } finally {
      // A host is free again when nothing of ours is left on it.
      const free = () => {
        for (const hostId of hostIds) this.#busy.delete(hostId);
      };
      if (tracing.isOver) free();
      else void tracing.over().then(free);
    }
  }

  #sources({ hops }: TraceWay, { filter }: TraceWish): TraceHopSource[] {
    return hops.map(({ hostId, place }) => {
      const link = this.#deps.link(hostId);
      if ('sentence' in link) return link;
      if (!link.capabilities.tcpdump) {
        const remedy = this.#deps.tcpdumpRemedy(hostId);
        return { sentence: `the host has no tcpdump: install it there${remedy ? ` (${remedy})` : ''}` };
      }
      const desired = this.#deps.desired(hostId);
      const point = desired
        ? capturePoint(desired, this.#deps.observed(hostId), place)
        : 'the host is not part of the intent';
      if (typeof point === 'string') return { sentence: point };
      return { runner: link.runner, point, filter };
    });
  }
}
