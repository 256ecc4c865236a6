import type { Desired } from '../compile/desired';
import type { Observed } from '../observe/observed';
import type { Plan } from './plan';
import { plan } from './plan-host';
import { predict } from './predict';
import type { Scope } from './scope';

/**
 * What takes a run back: from what will be there once it has run, to what intent wanted of the same tenants before it.
 * What differed before (`except`) is left as it was.
 */
export function undoPlan(before: Desired, observed: Observed, forward: Plan, except?: Scope['except']): Plan {
  const tenants = new Set<string>();
  for (const { steps } of forward.batches) {
    for (const { tenantId } of steps) if (tenantId !== null) tenants.add(tenantId);
  }
  for (const { tenantId } of [...before.bridges, ...before.namespaces]) {
    if (touches(forward, before, tenantId)) tenants.add(tenantId);
  }
  const after = predict(observed, forward);
  return plan(before, after, { isolate: true, only: { tenants, items: [], except } });
}

/** A removal names no tenant: intent has forgotten it. Its devices are those of what was desired. */
function touches(forward: Plan, before: Desired, tenantId: string): boolean {
  const names = new Set<string>();
  for (const list of [before.bridges, before.vxlans, before.namespaces]) {
    for (const one of list) if (one.tenantId === tenantId) names.add(one.name);
  }
  for (const one of before.veths) if (one.tenantId === tenantId) names.add(one.hostEnd.name);
  return forward.batches.some(({ steps }) =>
    steps.some(
      ({ object }) => names.has(object.name) || (object.namespace !== null && names.has(object.namespace)),
    ),
  );
}
