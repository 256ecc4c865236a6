import type { HostPlan } from '@/server/controller/face';
import type { Refusal } from '@/server/plan/plan';

/** What each host's plan refuses, by host id. */
export type Refusals = Readonly<Record<string, readonly Refusal[]>>;

export const NO_REFUSALS: Refusals = {};

export function refusalsOf(plans: readonly HostPlan[]): Refusals {
  return Object.fromEntries(
    plans.flatMap(({ hostId, plan }) => (plan && plan.refusals.length > 0 ? [[hostId, plan.refusals]] : [])),
  );
}

/** The first refusal that concerns a network on a host: its own, its tenant's, or the host's. */
export function refusalOf(
  refusals: Refusals,
  hostId: string,
  tenantId: string,
  networkId: string,
): string | null {
  const found = refusals[hostId]?.find(
    (refusal) =>
      (refusal.networkId ?? networkId) === networkId && (refusal.tenantId ?? tenantId) === tenantId,
  );
  return found?.sentence ?? null;
}
