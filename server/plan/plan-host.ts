import type { Desired } from '../compile/desired';
import type { Observed } from '../observe/observed';
import { fewBatches, isolatedBatches } from './batches';
import { bridgeSteps } from './bridge';
import type { Draft } from './draft';
import { floodSteps } from './flood-list';
import { makeWay } from './make-way';
import { namespaceSteps } from './namespace';
import { obstacles } from './obstacle';
import type { Plan } from './plan';
import { removals } from './removal';
import { inScope, type Scope } from './scope';
import { vethSteps } from './veth';
import { type View, view, without } from './view';
import { vxlanSteps } from './vxlan';
import { type Wanted, wantedOf } from './wanted';

export type PlanOptions = {
  /** true after a failed run: what one tenant's steps meet does not stop another's. */
  isolate: boolean;
  /** Left out: everything. */
  only?: Scope;
};

/** What turns the observed host into the desired one. Pure: the same input gives the same plan. */
export function plan(desired: Desired, observed: Observed, options: PlanOptions): Plan {
  const host = view(observed, new Set(desired.namespaces.map(({ name }) => name)));
  const blocked = obstacles(desired, host);
  const wanted = wantedOf(desired, host, blocked);
  const way = makeWay(desired, wanted, host);
  const cleared = without(host, way.gone);
  const { drafts: gone, refusals } = removals(desired, blocked, cleared, { ...options, cut: way.gone.cut });
  const all = [...way.drafts, ...buildSteps(wanted, cleared), ...gone];
  const { only } = options;
  const drafts = only ? all.filter(inScope(desired, only)) : all;
  return {
    hostId: desired.hostId,
    revision: desired.revision,
    batches: options.isolate ? isolatedBatches(drafts) : fewBatches(drafts),
    refusals: [...blocked.refusals, ...refusals],
  };
}

/** Tenant by tenant, in the order in which an engineer would write it. */
function buildSteps(wanted: Wanted, host: View): Draft[] {
  const tenants = new Map<string, Draft[]>();
  const push = (tenantId: string, drafts: Draft[]) => {
    const list = tenants.get(tenantId);
    if (list) list.push(...drafts);
    else tenants.set(tenantId, [...drafts]);
  };
  for (const namespace of wanted.namespaces) push(namespace.tenantId, namespaceSteps(namespace, host));
  for (const bridge of wanted.bridges) push(bridge.tenantId, bridgeSteps(bridge, host));
  for (const vxlan of wanted.vxlans) {
    push(vxlan.tenantId, [...vxlanSteps(vxlan, host), ...floodSteps(vxlan, host)]);
  }
  for (const veth of wanted.veths) push(veth.tenantId, vethSteps(veth, host));
  return [...tenants.values()].flat();
}
