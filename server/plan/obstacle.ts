import type { Desired, DesiredVeth } from '../compile/desired';
import type { Origin } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import { foreignAt, nameTaken, type What } from './foreign';
import { namespaceObstacle } from './namespace-obstacle';
import type { Refusal } from './plan';
import { segmentObstacles } from './segment';
import { bridgeUnlike, mayTakeOver, vethUnlike, vxlanUnlike } from './take-over';
import { underlayObstacles } from './underlay';
import type { View } from './view';

/** What stands in the way on a host, and what it stops there. */
export type Obstacles = {
  refusals: Refusal[];
  /** Ids of networks that are not built here. */
  networks: ReadonlySet<string>;
  /** Ids of endpoints that are not built here. */
  endpoints: ReadonlySet<string>;
  /** Owner marks of veth pairs that are not built: their own names are taken, or what they need is stopped. */
  veths: ReadonlySet<string>;
};

export function obstacles(desired: Desired, host: View): Obstacles {
  const refusals: Refusal[] = [];
  const networks = new Set<string>();
  const endpoints = new Set<string>();
  const veths = new Set<string>();
  for (const refusal of networkObstacles(desired, host)) {
    refusals.push(refusal);
    if (refusal.networkId) networks.add(refusal.networkId);
  }
  for (const wanted of desired.namespaces) {
    const refusal = namespaceObstacle(desired.fabric, host, wanted, desired.veths);
    if (!refusal) continue;
    refusals.push(refusal);
    endpoints.add(wanted.endpointId);
  }
  for (const wanted of desired.veths) {
    const found =
      networks.has(wanted.networkId) || endpoints.has(wanted.endpointId)
        ? []
        : ends(desired.fabric, host, wanted);
    refusals.push(...found);
    if (found.length > 0 || networks.has(wanted.networkId) || endpoints.has(wanted.endpointId)) {
      veths.add(wanted.owner);
    }
  }
  return { refusals, networks, endpoints, veths };
}

function* networkObstacles(desired: Desired, host: View): Generator<Refusal> {
  const { fabric } = desired;
  for (const bridge of desired.bridges) {
    const who = { tenantId: bridge.tenantId, networkId: bridge.networkId, endpointId: null };
    if (!desired.underlay) yield { ...underlayNotSet(bridge.name), ...who };
    const taken = notOurs(fabric, host, bridge, bridgeUnlike);
    if (taken) yield { ...taken, ...who };
  }
  const segment = segmentObstacles(desired, host);
  const underlay = underlayObstacles(desired, host);
  for (const vxlan of desired.vxlans) {
    const who = { tenantId: vxlan.tenantId, networkId: vxlan.networkId, endpointId: null };
    const taken = notOurs(fabric, host, vxlan, (found) => vxlanUnlike(found, vxlan));
    const found = [taken, ...segment(vxlan), underlay(vxlan)];
    for (const what of found) if (what) yield { ...what, ...who };
  }
}

function underlayNotSet(bridge: string): What {
  return {
    code: 'underlay-not-set',
    object: bridge,
    sentence: `this host has no underlay yet: choose its underlay device and VTEP address, and ${bridge} will be built`,
  };
}

function ends(fabric: string, host: View, wanted: DesiredVeth): Refusal[] {
  const who = { tenantId: wanted.tenantId, networkId: wanted.networkId, endpointId: wanted.endpointId };
  const { hostEnd, namespace, namespaceEnd, owner, origin } = wanted;
  const inside = host.spaces.get(namespace)?.links.get(namespaceEnd.name);
  const unlike = () => vethUnlike(host, wanted);
  const taken = notOurs(fabric, host, { name: hostEnd.name, owner, origin }, unlike);
  // One pair, one reason.
  const hidden = taken === null && inside ? foreignAt(fabric, host, inside, namespace) : null;
  const both =
    hidden && origin === 'adopted' && inside && mayTakeOver(inside, fabric)
      ? adopting(inside, unlike())
      : hidden;
  return [taken, both].flatMap((what) => (what ? [{ ...what, ...who }] : []));
}

/** Why what stands at the name of a device is not that device, and cannot be taken over as it, or null. */
function notOurs(
  fabric: string,
  host: View,
  { name, owner, origin }: { name: string; owner: string; origin: Origin },
  unlike: (found: ObservedLink) => string | null,
): What | null {
  const found = host.links.get(name);
  const taken = nameTaken(fabric, host, name, owner);
  if (!found || !taken || origin === 'made' || !mayTakeOver(found, fabric)) return taken;
  return adopting(found, unlike(found));
}

function adopting({ name }: ObservedLink, why: string | null): What | null {
  return why === null
    ? null
    : {
        code: 'not-as-found',
        object: name,
        sentence: `${name} on this host was to be adopted, but is not as it was found (${why}): put it back as it was, or adopt anew what is there`,
      };
}
