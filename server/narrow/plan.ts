import type { Plan } from '../plan/plan';
import type { Fence } from './fence';
import { tellsOfOthers } from './words';

/** Of a host's plan what is done for their tenants. */
export function narrowPlan(plan: Plan, fence: Fence): Plan {
  const isTheirs = ({ tenantId }: { tenantId: string | null }) =>
    tenantId !== null && fence.tenantIds.has(tenantId);
  return {
    ...plan,
    batches: plan.batches.flatMap((batch) => {
      const steps = batch.steps.filter(
        (step) => isTheirs(step) && !step.line.some((token) => tellsOfOthers(token, fence)),
      );
      return steps.length > 0 ? [{ ...batch, steps }] : [];
    }),
    refusals: plan.refusals.filter(isTheirs),
    strays: plan.strays.filter(isTheirs),
  };
}
