import type { Desired } from '../compile/desired';
import type { Observed } from '../observe/observed';
import { fewBatches, isolatedBatches } from './batches';
import { bridgeSteps } from './bridge';
import type { Draft } from './draft';
import { floodSteps } from './flood-list';
import { makeWay, type Ways } from './make-way';
import { namespaceSteps } from './namespace';
import { obstacles } from './obstacle';
import type { Plan } from './plan';
import { removals } from './removal';
import { chosenSteps, isAll, type Scope } from './scope';
import { straysOf } from './strays';
import { vethSteps } from './veth';
import { type Gone, type View, view, without } from './view';
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
  const strays = straysOf(desired, host, blocked);
  const ways = makeWay(desired, wanted, host, strays);
  const build = (gone: Gone) => buildSteps(wanted, without(host, gone));
  const only = options.only && !isAll(desired, options.only) ? options.only : null;
  const { drafts, gone, isChosen } = only ? chosenSteps(desired, only, ways, build) : everything(ways, build);
  const away = removals(desired, blocked, without(host, gone), {
    isolate: options.isolate,
    cut: gone.cut,
    strays,
    chosen: isChosen,
  });
  const all = [...drafts, ...away.drafts];
  return {
    hostId: desired.hostId,
    revision: desired.revision,
    batches: options.isolate ? isolatedBatches(all) : fewBatches(all),
    refusals: [...blocked.refusals, ...away.refusals],
    strays: [...strays.links.values(), ...strays.spaces.values()],
  };
}

function everything(ways: Ways, build: (gone: Gone) => Draft[]) {
  const isChosen = () => true;
  const { gone, drafts } = ways.taken(isChosen);
  return { drafts: [...drafts, ...build(gone)], gone, isChosen };
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
