import type { Desired } from '../compile/desired';
import type { DriftItem } from '../drift/drift-item';
import { driftOf } from '../drift/drift-of';
import type { Intent } from '../model/intent';
import type { Observed } from '../observe/observed';
import type { Plan } from '../plan/plan';
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
    return { tenants, items: this.#items.filter(({ key }) => this.#repairs.has(key)) };
  }

  /** Tenants with nothing left to do are settled: what differs in these from now on is drift. */
  settle(desired: Desired, observed: Observed, plan: Plan): void {
    const before = this.#applied?.bootId === observed.bootId ? this.#applied.tenants : {};
    const busy = new Set<string | null>();
    for (const { steps } of plan.batches) for (const { tenantId } of steps) busy.add(tenantId);
    for (const { tenantId } of plan.refusals) busy.add(tenantId);
    const tenants: Record<string, string> = {};
    for (const [tenantId, digest] of digests(desired)) {
      if (!busy.has(tenantId) || before[tenantId] === digest) tenants[tenantId] = digest;
    }
    const applied = { bootId: observed.bootId, tenants };
    if (JSON.stringify(applied) !== JSON.stringify(this.#applied)) {
      this.#applied = applied;
      this.#deps.saveApplied(this.#hostId, applied);
    }
    this.#items = driftOf({
      intent: this.#deps.intent(),
      desired,
      observed,
      settled: new Set(Object.keys(tenants)),
      refusals: plan.refusals,
      strays: plan.strays,
      before: this.#items,
      now: Date.now(),
    });
    this.#deps.drifted(this.#hostId, this.#items);
  }
}
