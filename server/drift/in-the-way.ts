import type { Desired } from '../compile/desired';
import { driftKey } from '../model/drift-key';
import type { ObjectRef, Refusal } from '../plan/plan';
import type { DriftItem } from './drift-item';

/** The attribute of what no run can put right. */
export const IN_THE_WAY = 'in the way';

/** What somebody put where something of ours was, told of the thing that it stops. */
export function inTheWay(refusal: Refusal, desired: Desired): Omit<DriftItem, 'since'> {
  const { tenantId, networkId, endpointId, sentence } = refusal;
  const place = { object: stoppedBy(refusal, desired), attribute: IN_THE_WAY, which: refusal.object };
  return {
    key: driftKey(desired.hostId, place),
    hostId: desired.hostId,
    tenantId: tenantId ?? '',
    networkId,
    endpointId,
    object: place.object,
    attribute: place.attribute,
    expected: null,
    found: refusal.object,
    sentence,
    weight: 'failed',
    accept: {
      whyNot: 'Overlane leaves alone what it did not make: only a person can take it out of the way',
    },
  };
}

function stoppedBy({ object, networkId, endpointId }: Refusal, desired: Desired): ObjectRef {
  const here = (kind: ObjectRef['kind'], name: string | undefined): ObjectRef => ({
    kind,
    name: name ?? object,
    namespace: null,
  });
  if (endpointId !== null && networkId === null) {
    return here('namespace', desired.namespaces.find((one) => one.endpointId === endpointId)?.name);
  }
  if (endpointId !== null) {
    const veth = desired.veths.find((one) => one.endpointId === endpointId && one.networkId === networkId);
    return here('veth', veth?.hostEnd.name);
  }
  const bridge = desired.bridges.find((one) => one.networkId === networkId);
  const vxlan = desired.vxlans.find((one) => one.networkId === networkId);
  return bridge?.name === object || !vxlan ? here('bridge', bridge?.name) : here('vxlan', vxlan.name);
}
