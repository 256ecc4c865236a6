import type { Desired } from '../compile/desired';
import type { DriftItem } from '../drift/drift-item';
import { driftOf } from '../drift/drift-of';
import type { Intent } from '../model/intent';
import type { Observed } from '../observe/observed';
import type { Plan, Refusal, Stray } from '../plan/plan';
import type { Scope } from '../plan/scope';
import { type Applied, digests } from './applied';

export type DriftDeps = {
  intent(): Intent;
  /** What was made on the host and read back by an earlier process. */
  applied: Applied | null;
  saveApplied(hostId: string, applied: Applied): void;
  drifted(hostId: string, items: readonly DriftItem[]): void;
};

/**
 * Tells on one host what is still to be made from what differs although it was made once: the first is applied, the
 * second is drift, which policy or a person decides about.
 */
export class DriftDesk {
  #applied: Applied | null;
  #items: readonly DriftItem[] = [];
  /** Per tenant, what was desired when it was made and read back last. */
  readonly #made = new Map<string, Desired>();
  /** Of the latest plan. */
  #stopped: { refusals: readonly Refusal[]; strays: readonly Stray[] } = { refusals: [], strays: [] };
  /** Keys of items that somebody asked to have put right. */
  readonly #repairs = new Set<string>();
  #waiting: (() => void)[] = [];
  readonly #hostId: string;
  readonly #deps: DriftDeps;

  constructor(hostId: string, deps: DriftDeps) {
    this.#hostId = hostId;
    this.#deps = deps;
    this.#applied = deps.applied;
  }

  get items(): readonly DriftItem[] {
    return this.#items;
  }

  /** Settles when these items were put right, or when what was tried is over and they are not. */
  repair(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#repairs.add(key);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** What could be put right was, or could not be: nobody waits for it any more. */
  repairsEnded(): void {
    this.#repairs.clear();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** What a run may touch now; null: everything. */
  scope(desired: Desired, observed: Observed): Scope | null {
    const applied = this.#applied;
    if (this.#deps.intent().drift === 'repair' || applied?.bootId !== observed.bootId) return null;
    const tenants = new Set<string>();
    for (const [tenantId, digest] of digests(desired)) {
      if (applied.tenants[tenantId] !== digest) tenants.add(tenantId);
    }
    const items = this.#items.filter(({ key }) => this.#repairs.has(key));
    return { tenants, items, except: this.#left(tenants, desired, observed) };
  }

  /**
   * Drift of tenants that have something to be made: it was reported before, and intent wants there what it wanted then.
   * A change of intent is no order to put right what somebody did elsewhere.
   */
  #left(tenants: ReadonlySet<string>, desired: Desired, observed: Observed): Set<string> {
    const before = this.#items.filter(
      ({ key, tenantId }) => tenants.has(tenantId) && !this.#repairs.has(key),
    );
    if (before.length === 0) return new Set();
    const now = new Map(
      this.#differences(tenants, desired, observed).map(({ key, expected }) => [key, expected]),
    );
    const isLeft = (item: DriftItem) =>
      now.get(item.key) === item.expected && (item.attribute !== 'presence' || this.#isAsMade(item, desired));
    return new Set(before.filter(isLeft).map(({ key }) => key));
  }

  /** What is missing would be made with all that intent wants of it, so nothing of that may be new. */
  #isAsMade({ tenantId, networkId, endpointId }: DriftItem, desired: Desired): boolean {
    const made = this.#made.get(tenantId);
    const whole = ({ bridges, vxlans, veths, namespaces }: Desired) =>
      endpointId === null
        ? [...bridges, ...vxlans].filter((one) => one.networkId === networkId)
        : [...veths, ...namespaces].filter((one) => one.endpointId === endpointId);
    return made !== undefined && JSON.stringify(whole(made)) === JSON.stringify(whole(desired));
  }

  #differences(settled: ReadonlySet<string>, desired: Desired, observed: Observed): DriftItem[] {
    const intent = this.#deps.intent();
    return driftOf({
      ...{ intent, desired, observed, settled },
      ...this.#stopped,
      before: this.#items,
      now: Date.now(),
    });
  }

  /**
   * Tenants with nothing left to do are settled: what differs in these from now on is drift, and what was drift of the
   * others stays so.
   */
  settle(desired: Desired, observed: Observed, plan: Plan): void {
    const isSameBoot = this.#applied?.bootId === observed.bootId;
    const before = (isSameBoot && this.#applied?.tenants) || {};
    const busy = new Set<string | null>();
    for (const { steps } of plan.batches) for (const { tenantId } of steps) busy.add(tenantId);
    for (const { tenantId } of plan.refusals) busy.add(tenantId);
    const tenants: Record<string, string> = {};
    for (const [tenantId, digest] of digests(desired)) {
      if (!busy.has(tenantId) || before[tenantId] === digest) tenants[tenantId] = digest;
    }
    for (const tenantId of Object.keys(tenants)) this.#made.set(tenantId, desired);
    const applied = { bootId: observed.bootId, tenants };
    if (JSON.stringify(applied) !== JSON.stringify(this.#applied)) {
      this.#applied = applied;
      this.#deps.saveApplied(this.#hostId, applied);
    }
    this.#stopped = { refusals: plan.refusals, strays: plan.strays };
    const known = isSameBoot ? this.#items.filter(({ tenantId }) => !(tenantId in tenants)) : [];
    const settled = new Set([...Object.keys(tenants), ...known.map(({ tenantId }) => tenantId)]);
    const expected = new Map(known.map((item) => [item.key, item.expected]));
    this.#items = this.#differences(settled, desired, observed).filter(
      (item) => item.tenantId in tenants || expected.get(item.key) === item.expected,
    );
    this.#deps.drifted(this.#hostId, this.#items);
  }
}
