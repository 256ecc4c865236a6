import type { Desired } from '../compile/desired';
import type { Fault } from '../model/check';
import type { Intent } from '../model/intent';
import type { Plan } from '../plan/plan';
import { renderScript } from '../plan/script';
import type { HostPlan } from './face';

export type PreviewsDeps = {
  intent(): Intent;
  /** By host id. */
  compiled(intent: Intent): ReadonlyMap<string, Desired>;
  /** What a host that goes shall have. */
  nothing(hostId: string, revision: number): Desired;
  /** null: it was not read yet, and `why`, where that is known. */
  planned(hostId: string, desired: Desired): { plan: Plan | null; why: string | null };
};

/** What an intent would do on each host, and what of it hosts would refuse. Nothing is sent. */
export class Previews {
  readonly #deps: PreviewsDeps;

  constructor(deps: PreviewsDeps) {
    this.#deps = deps;
  }

  of(intent: Intent): HostPlan[] {
    const wanted = this.#deps.compiled(intent);
    const plans = intent.hosts.map((host) => this.#host(host, wanted.get(host.id) ?? null));
    const gone = this.#deps
      .intent()
      .hosts.filter((host) => !intent.hosts.some((other) => other.id === host.id))
      .map((host) => this.#host(host, this.#deps.nothing(host.id, intent.revision)));
    return [...plans, ...gone];
  }

  /** What hosts would refuse of this intent, and do not refuse of the present one already. */
  newRefusals(intent: Intent): Fault[] {
    const before = new Set(this.#refusals(this.#deps.intent()).map((fault) => JSON.stringify(fault)));
    return this.#refusals(intent).filter((fault) => !before.has(JSON.stringify(fault)));
  }

  #refusals(intent: Intent): Fault[] {
    const names = new Map(intent.hosts.map((host) => [host.id, host.name]));
    return this.of(intent).flatMap(({ hostId, plan }) =>
      (plan?.refusals ?? []).map(({ object, sentence }) => ({
        path: `${names.get(hostId) ?? hostId}/${object}`,
        sentence,
      })),
    );
  }

  #host({ id: hostId, name }: { id: string; name: string }, desired: Desired | null): HostPlan {
    const { plan, why } = desired ? this.#deps.planned(hostId, desired) : { plan: null, why: null };
    if (plan) return { hostId, plan, why: null, script: renderScript(plan, { name }) };
    return { hostId, plan, why: why ?? `${name} was not read yet: its plan follows when it is`, script: '' };
  }
}
