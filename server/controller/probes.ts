import type { Desired } from '../compile/desired';
import { type MtuDevice, networkMtu } from '../diagnose/network-mtu';
import type { MeasuredWay } from '../model/packet-limit';
import type { Observed } from '../observe/observed';
import { dfSweep } from '../probe/df-sweep';
import { matrix } from '../probe/matrix';
import type { MatrixEvent, MatrixRequest } from '../probe/matrix-event';
import { type MatrixBounds, MatrixSchedule, pairsOf } from '../probe/matrix-schedule';
import type { MtuEvent } from '../probe/mtu-event';
import { paced } from '../probe/paced';
import { ping } from '../probe/ping';
import type { PingEvent, PingRequest } from '../probe/ping-event';
import type { SweepEvent, SweepRequest } from '../probe/sweep-event';
import type { Runner } from '../ssh/runner';
import type { FabricSight } from './fabric-sight';

/** Ways between hosts that one measurement asks at most: 16 hosts, each with all others. */
const MOST_WAYS = 240;
/** A sweep sends full packets, one at a time. */
const MTU_BOUNDS: MatrixBounds = { atOnce: 4, atOncePerHost: 1, paceMs: 50 };
/** A matrix that is repeated: four starts a second. */
const QUIET_BOUNDS: MatrixBounds = { atOnce: 2, atOncePerHost: 1, paceMs: 250 };
/** Matrices and measurements that may run at the same time, whoever started them. */
const MOST_BROAD = 3;

/** Probes that somebody asked for, bounded over the whole fabric. */
export class Probes {
  #broad = 0;
  readonly #deps: FabricSight;

  constructor(deps: FabricSight) {
    this.#deps = deps;
  }

  async *ping(request: PingRequest, signal: AbortSignal): AsyncGenerator<PingEvent> {
    const runner = this.#runner(request.hostId);
    if ('sentence' in runner) {
      yield { kind: 'end', summary: null, code: null, error: runner.sentence };
      return;
    }
    yield* ping(runner, request, signal);
  }

  async *sweep({ hostId, namespace, target }: SweepRequest, signal: AbortSignal): AsyncGenerator<SweepEvent> {
    const runner = this.#runner(hostId);
    if ('sentence' in runner) {
      yield { kind: 'end', found: null, sentence: null, command: null, error: runner.sentence };
      return;
    }
    yield* dfSweep(runner, { namespace, target }, signal);
  }

  async *matrix(request: MatrixRequest, signal: AbortSignal): AsyncGenerator<MatrixEvent> {
    if (this.#broad >= MOST_BROAD) {
      yield { kind: 'end', asked: 0, lost: 0, lossy: 0, failed: 0, error: BUSY };
      return;
    }
    this.#broad += 1;
    try {
      yield* matrix((hostId) => this.#runner(hostId), request, signal);
    } finally {
      this.#broad -= 1;
    }
  }

  /** One that nobody waits for: it takes no place of those that people start, and asks at leisure. */
  quietMatrix(request: MatrixRequest, signal: AbortSignal): AsyncGenerator<MatrixEvent> {
    return matrix((hostId) => this.#runner(hostId), request, signal, QUIET_BOUNDS);
  }

  async *networkMtu(networkId: string, signal: AbortSignal): AsyncGenerator<MtuEvent> {
    if (this.#broad >= MOST_BROAD) {
      yield { kind: 'end', result: null, error: BUSY };
      return;
    }
    this.#broad += 1;
    try {
      yield* this.#measure(networkId, signal);
    } finally {
      this.#broad -= 1;
    }
  }

  async *#measure(networkId: string, signal: AbortSignal): AsyncGenerator<MtuEvent> {
    const intent = this.#deps.intent();
    const hosts = intent.hosts.flatMap((host) => {
      const vxlan = this.#deps.desired(host.id)?.vxlans.find((one) => one.networkId === networkId);
      return vxlan && host.underlay ? [{ id: host.id, vtep: host.underlay.address }] : [];
    });
    const { pairs, leftOut } = pairsOf(hosts.length, MOST_WAYS);
    yield { kind: 'begin', ways: pairs.length, leftOut, at: Date.now() };
    const at = (index: number) => hosts[index] as (typeof hosts)[number];
    const schedule = new MatrixSchedule(pairs, (index) => at(index).id, MTU_BOUNDS);
    const ways: MeasuredWay[] = [];
    const works = paced<MeasuredWay>(
      schedule,
      async ([a, b], put, ending) => {
        const way = await this.#way(at(a), at(b), ending);
        if (way) put(way);
      },
      signal,
    );
    for await (const way of works) {
      ways.push(way);
      yield { kind: 'way', way };
    }
    if (signal.aborted) {
      yield { kind: 'end', result: null, error: 'The measurement was stopped.' };
      return;
    }
    yield { kind: 'end', result: this.#judge(networkId, ways), error: null };
  }

  async #way(
    from: { id: string; vtep: string },
    to: { id: string; vtep: string },
    signal: AbortSignal,
  ): Promise<MeasuredWay | null> {
    const way = { from: from.id, to: to.id, source: from.vtep, target: to.vtep, at: Date.now() };
    const runner = this.#runner(from.id);
    if ('sentence' in runner) return { ...way, found: null, error: runner.sentence };
    try {
      for await (const event of dfSweep(runner, { source: from.vtep, target: to.vtep }, signal)) {
        if (event.kind === 'end') {
          return signal.aborted ? null : { ...way, found: event.found, error: event.error };
        }
      }
    } catch (error) {
      return { ...way, found: null, error: error instanceof Error ? error.message : String(error) };
    }
    return null;
  }

  #judge(networkId: string, ways: readonly MeasuredWay[]) {
    const intent = this.#deps.intent();
    const tenant = intent.tenants.find(({ networks }) => networks.some(({ id }) => id === networkId));
    const network = tenant?.networks.find(({ id }) => id === networkId);
    const devices = intent.hosts.flatMap(({ id }) => {
      const [desired, observed] = [this.#deps.desired(id), this.#deps.observed(id)];
      return desired && observed ? devicesOf(networkId, desired, observed) : [];
    });
    return networkMtu({
      network: tenant && network ? `${tenant.name}/${network.name}` : 'the network',
      configured: devices.find(({ wanted }) => wanted !== null)?.wanted ?? null,
      ways,
      devices,
      nameOf: (hostId) => intent.hosts.find(({ id }) => id === hostId)?.name ?? hostId,
    });
  }

  #runner(hostId: string): Runner | { sentence: string } {
    const link = this.#deps.link(hostId);
    if ('sentence' in link) return { sentence: `cannot probe from there: ${link.sentence}` };
    return link.capabilities.ping
      ? link.runner
      : { sentence: 'the host has no ping: install iputils-ping there' };
  }
}

const BUSY = `${MOST_BROAD} matrices and measurements run already, which is the most: wait for one, or stop it.`;

/** The interfaces of a network on one host, as they were read. */
function devicesOf(networkId: string, desired: Desired, observed: Observed): MtuDevice[] {
  const { hostId } = desired;
  const own = (device: { networkId: string }) => device.networkId === networkId;
  const wanted = [
    ...[...desired.bridges, ...desired.vxlans]
      .filter(own)
      .map(({ name, mtu }) => ({ namespace: null, name, mtu })),
    ...desired.veths.filter(own).flatMap(({ namespace, hostEnd, namespaceEnd }) => [
      { namespace: null, name: hostEnd.name, mtu: hostEnd.mtu },
      { namespace, name: namespaceEnd.name, mtu: namespaceEnd.mtu },
    ]),
  ];
  return wanted.flatMap(({ namespace, name, mtu }) => {
    const links =
      namespace === null
        ? observed.links
        : (observed.namespaces.find((one) => one.name === namespace)?.links ?? []);
    const link = links.find((one) => one.name === name);
    return link ? [{ hostId, namespace, name, mtu: link.mtu, wanted: mtu }] : [];
  });
}
