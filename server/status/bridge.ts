import type { DesiredBridge } from '../compile/desired';
import type { ObjectRef } from '../plan/plan';
import {
  type Difference,
  deviceDifferences,
  on,
  quietDifferences,
  strangeness,
  strayDifferences,
} from './difference';
import type { Compared } from './found';

export function bridgeDifferences(wanted: DesiredBridge, host: Compared): Difference[] {
  return [...ownDifferences(wanted, host), ...strayDifferences(host, wanted.owner)];
}

function ownDifferences(wanted: DesiredBridge, host: Compared): Difference[] {
  const object: ObjectRef = { kind: 'bridge', name: wanted.name, namespace: null };
  const found = host.links.get(wanted.name);
  if (!found) return on(object).missing('the bridge');
  const strange = strangeness(object, found, { owner: wanted.owner, kind: 'bridge' });
  if (strange.length > 0) return strange;
  return [
    ...deviceDifferences(object, found, wanted),
    ...(wanted.origin === 'adopted'
      ? []
      : on(object).differs('degraded', 'arp', 'ARP', 'off', found.noArp ? 'off' : 'on')),
    ...quietDifferences(object, found, wanted.origin),
  ];
}
