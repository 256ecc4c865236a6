import type { Proposal } from '../../adopt/proposal';
import type { CaptureWish, Controller, LiveEvent, TraceWish, Watcher } from '../../controller/face';
import type { Isolation } from '../../diagnose/isolation/isolation';
import type { PathWish } from '../../diagnose/path/scene';
import { Refused } from '../../intent/error';
import { lastProof } from '../../journal/proofs';
import type { Intent } from '../../model/intent';
import type { Rollout } from '../../model/rollout';
import { narrowDrift } from '../../narrow/drift';
import type { Fence } from '../../narrow/fence';
import { narrowIsolation } from '../../narrow/isolation';
import { LiveNarrower } from '../../narrow/live';
import { narrowPath } from '../../narrow/path';
import { narrowPlan } from '../../narrow/plan';
import { tellsOfOthers } from '../../narrow/words';
import { renderScript } from '../../plan/script';
import type { MatrixRequest } from '../../probe/matrix-event';
import type { PingRequest } from '../../probe/ping-event';
import type { SweepRequest } from '../../probe/sweep-event';
import { isTheirRevision } from './changes-for';

/**
 * Added to the ids of what is told of some tenants, beyond all that the controller gives: whoever has other tenants by the
 * time that they come back is not told what changed since, but begins with a snapshot.
 */
const OWN_IDS = 5e15;

const NO_SUCH =
  'There is no such thing among your tenants: it may not be applied yet, or somebody removed it.';

const OF_ALL = 'This is of all tenants: ask somebody who has all of them.';

/** The controller, for somebody who has some of the tenants: they see and use what is of these. */
export class NarrowController implements Controller {
  readonly #all: Controller;
  readonly #fence: Fence;

  constructor(all: Controller, fence: Fence) {
    this.#all = all;
    this.#fence = fence;
  }

  /** Always from a snapshot on: what was told before may have been of other tenants. */
  async *watch(_after: number | null, signal: AbortSignal, who?: Watcher): AsyncGenerator<LiveEvent> {
    for (let again = true; again && !signal.aborted; ) {
      again = false;
      const narrower = new LiveNarrower([...this.#fence.tenantIds]);
      for await (const whole of this.#all.watch(null, signal, who)) {
        const event = await this.#withTheirRollouts(whole);
        if (event === null) continue;
        const tellsOfProofs = (event.kind === 'snapshot' || event.kind === 'proofs') && event.proofs.last;
        const told = narrower.take(this.#whole(event), tellsOfProofs ? await lastProof() : null);
        again = told === 'anew';
        if (told === 'anew') break;
        if (told) yield { ...told, id: told.id + OWN_IDS };
      }
    }
  }

  /** null: it tells of a change that they could not have made. */
  async #withTheirRollouts(event: LiveEvent): Promise<LiveEvent | null> {
    const isTheirs = ({ revision }: Rollout) => isTheirRevision(revision, this.#fence);
    if (event.kind === 'rollout') return (await isTheirs(event.rollout)) ? event : null;
    if (event.kind !== 'snapshot') return event;
    const theirs = await Promise.all(event.rollouts.map(isTheirs));
    return { ...event, rollouts: event.rollouts.filter((_, i) => theirs[i]) };
  }

  /** What all pages are told of isolation is capped: what is of some tenants may be in the rest. */
  #whole(event: LiveEvent): LiveEvent {
    if (event.kind !== 'snapshot' && event.kind !== 'isolation') return event;
    const { shared, doubts, inAll } = event.isolation;
    const isCapped = shared.length < inAll.shared || doubts.length < inAll.doubts;
    return isCapped ? { ...event, isolation: this.#all.isolation() } : event;
  }

  /** Of the whole intent. */
  preview(intent: Intent) {
    const names = new Map(intent.hosts.map(({ id, name }) => [id, name]));
    return this.#all.preview(intent).map((one) => {
      if (!one.plan) return one;
      const plan = narrowPlan(one.plan, this.#fence);
      return { ...one, plan, script: renderScript(plan, { name: names.get(one.hostId) ?? one.hostId }) };
    });
  }

  newRefusals(intent: Intent) {
    return this.#all.newRefusals(intent);
  }

  weigh(intent: Intent) {
    return this.#all.weigh(intent);
  }

  quiet(limitMs: number) {
    return this.#all.quiet(limitMs);
  }

  /** Which of them are theirs only the database knows: see `rolloutsFor`, which is asked before one is kept or undone. */
  rollouts(): never {
    throw new Refused(OF_ALL);
  }

  keepRollout(revision: number) {
    return this.#all.keepRollout(revision);
  }

  undoRollout(revision: number, actor: string) {
    return this.#all.undoRollout(revision, actor);
  }

  /** What was built by hand may be anybody's. */
  proposal(): Proposal {
    return { tenants: [], leftovers: [], unread: [] };
  }

  async path(wish: PathWish, probe: boolean, signal: AbortSignal) {
    const ends = [wish.from, ...('to' in wish ? [wish.to] : [])];
    if (!ends.every((id) => this.#fence.endpoints.has(id))) throw new Refused(NO_SUCH);
    const answer = await this.#all.path(wish, probe, signal);
    return 'to' in wish ? answer : narrowPath(answer, wish.address, this.#fence);
  }

  matrixPlans() {
    return this.#all.matrixPlans().filter(({ networkId }) => this.#fence.ids.has(networkId));
  }

  async planMatrix(networkId: string, everyMinutes: number | null) {
    this.#requireIds(networkId);
    await this.#all.planMatrix(networkId, everyMinutes);
  }

  intentChanged() {
    return this.#all.intentChanged();
  }

  look(hostIds: readonly string[]) {
    this.#all.look(hostIds);
  }

  fdbAges(hostId: string, device: string) {
    if (!this.#fence.onHosts.get(hostId)?.devices.has(device)) return null;
    const found = this.#all.fdbAges(hostId, device);
    const isOthers = (key: string) => tellsOfOthers(key, this.#fence);
    return (
      found && {
        ...found,
        ages: Object.fromEntries(Object.entries(found.ages).filter(([key]) => !isOthers(key))),
      }
    );
  }

  drift() {
    return this.#all.drift().flatMap((item) => narrowDrift(item, this.#fence) ?? []);
  }

  isolation(): Isolation {
    return narrowIsolation(this.#all.isolation(), this.#fence);
  }

  /** Without the last one, of which only the whole says what it found of some tenants. */
  proofs() {
    return { ...this.#all.proofs(), last: null };
  }

  /** Of others nothing is done, and nothing is told: for them it is gone. */
  async repair(keys: readonly string[]) {
    const theirs = new Set(this.drift().map(({ key }) => key));
    const others = keys.filter((key) => !theirs.has(key));
    const { repaired, failed } = await this.#all.repair(keys.filter((key) => theirs.has(key)));
    return { repaired: [...repaired, ...others], failed };
  }

  ping(request: PingRequest, signal: AbortSignal) {
    this.#requireNamespace(request);
    return this.#all.ping(request, signal);
  }

  sweep(request: SweepRequest, signal: AbortSignal) {
    this.#requireNamespace(request);
    return this.#all.sweep(request, signal);
  }

  matrix(request: MatrixRequest, signal: AbortSignal) {
    this.#requireIds(...request.seats.map(({ endpointId }) => endpointId));
    return this.#all.matrix(request, signal);
  }

  networkMtu(networkId: string, signal: AbortSignal) {
    this.#requireIds(networkId);
    return this.#all.networkMtu(networkId, signal);
  }

  capture(wish: CaptureWish, signal: AbortSignal) {
    this.#requireIds(wish.place.networkId);
    return this.#all.capture(wish, signal);
  }

  trace(wish: TraceWish, signal: AbortSignal) {
    this.#requireIds(wish.ends.networkId);
    return this.#all.trace(wish, signal);
  }

  prove(): never {
    throw new Refused(OF_ALL);
  }
  setProofHours(): never {
    throw new Refused(OF_ALL);
  }
  scanHostKey(): never {
    throw new Refused(OF_ALL);
  }
  retry(): never {
    throw new Refused(OF_ALL);
  }
  reread(): never {
    throw new Refused(OF_ALL);
  }
  consent(): never {
    throw new Refused(OF_ALL);
  }
  get keys(): never {
    throw new Refused(OF_ALL);
  }
  figures(): never {
    throw new Refused(OF_ALL);
  }

  #requireIds(...ids: string[]): void {
    if (!ids.every((id) => this.#fence.ids.has(id))) throw new Refused(NO_SUCH);
  }

  #requireNamespace({ hostId, namespace }: { hostId: string; namespace: string }): void {
    if (!this.#fence.onHosts.get(hostId)?.namespaces.has(namespace)) throw new Refused(NO_SUCH);
  }
}
