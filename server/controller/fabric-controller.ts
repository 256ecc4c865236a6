import { compile } from '../compile/compile';
import type { Desired } from '../compile/desired';
import type { Fault } from '../model/check';
import type { Intent } from '../model/intent';
import { plan as planHost } from '../plan/plan-host';
import { renderScript } from '../plan/script';
import { ping } from '../probe/ping';
import type { PingEvent, PingRequest } from '../probe/ping-event';
import type { Status } from '../status/status';
import { statuses } from '../status/statuses';
import { EventHub } from './event-hub';
import type { Controller, HostLive, HostPlan, LiveEvent } from './face';
import type { OpenLink } from './host-link';
import { type Activity, HostLoop } from './host-loop';
import { countersOf } from './shape';

/** Milliseconds that status changes are gathered for. */
const STATUS_PAUSE = 40;
/** Facts age without anybody doing anything: statuses are looked at again this often (ms). */
const STATUS_CLOCK = 5_000;
/** Milliseconds that a removed host gets to be cleaned before it is let go. */
const RETIRE_LIMIT = 30_000;

export type ControllerDeps = {
  fabric: string;
  loadIntent(): Promise<Intent>;
  open: OpenLink;
  record(activity: Activity): void;
  scanHostKey(target: { address: string; port: number }): Promise<{ fingerprint: string; type: string }>;
  publicKey(): Promise<string>;
};

/** Brings every host of the fabric to its intent, and tells what is. */
export class FabricController implements Controller {
  #intent: Intent;
  #desired = new Map<string, Desired>();
  readonly #loops = new Map<string, HostLoop>();
  /** Removed from intent, and still being emptied. */
  readonly #retiring = new Map<string, { loop: HostLoop; deadline: number }>();
  #statuses = new Map<string, Status>();
  #statusTimer: NodeJS.Timeout | null = null;
  #clock: NodeJS.Timeout | null = null;
  readonly #hub: EventHub;
  readonly #deps: ControllerDeps;

  constructor(intent: Intent, deps: ControllerDeps) {
    this.#intent = intent;
    this.#deps = deps;
    // Microseconds since 2020 or so: beyond every id that an earlier process gave out.
    this.#hub = new EventHub(() => this.#snapshot(), Date.now() * 100);
  }

  start(): void {
    this.#compile();
    for (const host of this.#intent.hosts) this.#begin(host);
    this.#clock = setInterval(() => this.#statusesSoon(), STATUS_CLOCK);
    this.#clock.unref();
  }

  async stop(): Promise<void> {
    if (this.#clock) clearInterval(this.#clock);
    if (this.#statusTimer) clearTimeout(this.#statusTimer);
    const retiring = [...this.#retiring.values()].map(({ loop }) => loop);
    await Promise.all([...this.#loops.values(), ...retiring].map((loop) => loop.stop()));
  }

  hostNames(): Map<string, string> {
    return new Map(this.#intent.hosts.map((host) => [host.id, host.name]));
  }

  vxlanPort(): number {
    return this.#intent.vxlan.port;
  }

  watch(after: number | null, signal: AbortSignal): AsyncIterable<LiveEvent> {
    return this.#hub.watch(after, signal);
  }

  preview(intent: Intent): HostPlan[] {
    const wanted = this.#compiled(intent);
    const plans = intent.hosts.map((host) =>
      this.#previewHost(host.name, host.id, wanted.get(host.id) ?? null),
    );
    const gone = this.#intent.hosts
      .filter((host) => !intent.hosts.some((other) => other.id === host.id))
      .map((host) => this.#previewHost(host.name, host.id, this.#nothing(host.id, intent.revision)));
    return [...plans, ...gone];
  }

  #previewHost(name: string, hostId: string, desired: Desired | null): HostPlan {
    const observed = this.#loops.get(hostId)?.live.observed;
    if (!desired || !observed) {
      const state = this.#loops.get(hostId)?.live;
      const why = state?.reason?.sentence ?? `${name} was not read yet: its plan follows when it is`;
      return { hostId, plan: null, why, script: '' };
    }
    const plan = planHost(desired, observed, { isolate: false });
    return { hostId, plan, why: null, script: renderScript(plan, { name }) };
  }

  newRefusals(intent: Intent): Fault[] {
    const before = new Set(this.#refusalsOf(this.#intent).map((fault) => JSON.stringify(fault)));
    return this.#refusalsOf(intent).filter((fault) => !before.has(JSON.stringify(fault)));
  }

  #refusalsOf(intent: Intent): Fault[] {
    const names = new Map(intent.hosts.map((host) => [host.id, host.name]));
    return this.preview(intent).flatMap(({ hostId, plan }) =>
      (plan?.refusals ?? []).map(({ object, sentence }) => ({
        path: `${names.get(hostId) ?? hostId}/${object}`,
        sentence,
      })),
    );
  }

  async intentChanged(): Promise<void> {
    const before = this.#intent;
    const intent = await this.#deps.loadIntent();
    // Two commits may load in either order; only the newer one counts.
    if (intent.revision < this.#intent.revision) return;
    this.#intent = intent;
    this.#compile();
    this.#hub.publish({ kind: 'intent', intent, now: Date.now() });
    for (const host of intent.hosts) {
      const loop = this.#loops.get(host.id);
      if (!loop) this.#begin(host);
      else loop.hostChanged(host);
    }
    for (const host of before.hosts) {
      if (!intent.hosts.some((other) => other.id === host.id)) this.#retire(host.id, host.name);
    }
    this.#statusesSoon();
  }

  scanHostKey(target: { address: string; port: number }) {
    return this.#deps.scanHostKey(target);
  }

  publicKey(): Promise<string> {
    return this.#deps.publicKey();
  }

  retry(hostId: string): void {
    this.#loops.get(hostId)?.retry();
  }

  reread(hostId: string): void {
    this.#loops.get(hostId)?.lookAgain();
  }

  async *ping(request: PingRequest, signal: AbortSignal): AsyncGenerator<PingEvent> {
    const loop = this.#loops.get(request.hostId);
    const link = loop?.link;
    if (!link) {
      const why = loop?.live.reason?.sentence ?? 'there is no connection to the host';
      yield { kind: 'end', summary: null, code: null, error: `cannot ping from there: ${why}` };
      return;
    }
    if (!link.capabilities.ping) {
      const error = 'the host has no ping: install iputils-ping there';
      yield { kind: 'end', summary: null, code: null, error };
      return;
    }
    yield* ping(link.runner, request, signal);
  }

  #begin(host: Intent['hosts'][number]): void {
    const retiring = this.#retiring.get(host.id);
    // An undo may bring a host back that is still being emptied: its loop goes on, with something to build again.
    const loop =
      retiring?.loop ??
      new HostLoop(host, {
        open: this.#deps.open,
        desired: (hostId) => this.#desiredOf(hostId),
        changed: (live, what) => this.#hostChanged(live, what),
        record: this.#deps.record,
      });
    this.#retiring.delete(host.id);
    this.#loops.set(host.id, loop);
    if (retiring) loop.hostChanged(host);
    else loop.start();
    this.#hostChanged(loop.live, 'all');
  }

  /** A removed host is emptied of what is ours if it can be reached, and then forgotten. */
  #retire(hostId: string, name: string): void {
    const loop = this.#loops.get(hostId);
    this.#loops.delete(hostId);
    if (!loop) return;
    const reachable = loop.live.state === 'ready';
    if (!reachable) {
      void loop.stop();
      this.#deps.record({
        hostId,
        action: 'host.state',
        sentence: `${name} is forgotten while it could not be reached: what Overlane built there may still be there`,
        outcome: 'failed',
      });
      return;
    }
    this.#retiring.set(hostId, { loop, deadline: Date.now() + RETIRE_LIMIT });
    loop.desiredChanged();
  }

  #desiredOf(hostId: string): Desired | null {
    if (this.#retiring.has(hostId)) return this.#nothing(hostId, this.#intent.revision);
    return this.#desired.get(hostId) ?? null;
  }

  #nothing(hostId: string, revision: number): Desired {
    const nothing = { bridges: [], vxlans: [], veths: [], namespaces: [] };
    return { hostId, fabric: this.#deps.fabric, revision, underlay: null, ...nothing };
  }

  #compile(): void {
    this.#desired = this.#compiled(this.#intent);
  }

  #compiled(intent: Intent): Map<string, Desired> {
    const all = compile({ intent, fabric: this.#deps.fabric, underlayMtu: this.#underlayMtu(intent) });
    return new Map(all.map((desired) => [desired.hostId, desired]));
  }

  /** Bytes, per host, of the device that its VTEP is on; undefined where it was not read. */
  #underlayMtu(intent: Intent): Record<string, number | undefined> {
    return Object.fromEntries(
      intent.hosts.map((host) => {
        const links = this.#loops.get(host.id)?.live.observed?.links ?? [];
        return [host.id, links.find((link) => link.name === host.underlay?.device)?.mtu];
      }),
    );
  }

  #mtus = '';

  #hostChanged(live: HostLive, what: 'all' | 'read'): void {
    const retiring = this.#retiring.get(live.hostId);
    if (retiring) {
      this.#retired(live, retiring);
      return;
    }
    if (!this.#loops.has(live.hostId)) return;
    if (what === 'read' && live.observed) {
      this.#hub.publish({
        kind: 'read',
        hostId: live.hostId,
        readAt: live.observed.readAt,
        activeRevision: live.activeRevision,
        counters: countersOf(live.observed),
        now: Date.now(),
      });
    } else {
      this.#hub.publish({ kind: 'host', host: live, now: Date.now() });
    }
    // The inner MTU of a network is that of its smallest underlay: a new fact on one host may concern the others.
    const mtus = JSON.stringify(this.#underlayMtu(this.#intent));
    if (mtus !== this.#mtus) {
      this.#mtus = mtus;
      this.#compile();
      for (const loop of this.#loops.values()) if (loop.live.hostId !== live.hostId) loop.desiredChanged();
    }
    this.#statusesSoon();
  }

  #retired(live: HostLive, { loop, deadline }: { loop: HostLoop; deadline: number }): void {
    const empty = live.activeRevision === this.#intent.revision;
    if (!empty && live.state === 'ready' && Date.now() < deadline) return;
    this.#retiring.delete(live.hostId);
    void loop.stop();
  }

  #snapshot() {
    return {
      kind: 'snapshot' as const,
      now: Date.now(),
      intent: this.#intent,
      hosts: [...this.#loops.values()].map((loop) => loop.live),
      statuses: [...this.#statuses.values()],
    };
  }

  #statusesSoon(): void {
    this.#statusTimer ??= setTimeout(() => {
      this.#statusTimer = null;
      this.#publishStatuses();
    }, STATUS_PAUSE);
  }

  #publishStatuses(): void {
    const now = Date.now();
    const hosts = Object.fromEntries(
      [...this.#loops].map(([id, loop]) => [id, { ...loop.live, refusals: [...loop.refusals] }]),
    );
    const next = new Map(
      statuses({ intent: this.#intent, desired: [...this.#desired.values()], hosts, now }).map((status) => [
        status.key,
        status,
      ]),
    );
    const set = [...next.values()].filter(
      (status) => JSON.stringify(this.#statuses.get(status.key)) !== JSON.stringify(status),
    );
    const gone = [...this.#statuses.keys()].filter((key) => !next.has(key));
    this.#statuses = next;
    if (set.length > 0 || gone.length > 0) this.#hub.publish({ kind: 'statuses', set, gone, now });
  }
}
