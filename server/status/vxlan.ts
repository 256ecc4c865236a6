import type { DesiredVxlan } from '../compile/desired';
import { badDeviceName } from '../model/device-name';
import { compareFlood } from '../model/flood-list';
import { FLOOD_MAC } from '../model/vxlan';
import type { ObservedVxlan } from '../observe/observed';
import type { ObjectRef } from '../plan/plan';
import {
  type Difference,
  deviceDifferences,
  elsewhere,
  on,
  quietDifferences,
  strangeness,
  strayDifferences,
} from './difference';
import type { Compared } from './found';

export function vxlanDifferences(wanted: DesiredVxlan, host: Compared): Difference[] {
  return [
    ...ownDifferences(wanted, host),
    ...strayDifferences(host, wanted.owner),
    ...underlayDifferences(wanted, host),
  ];
}

function ownDifferences(wanted: DesiredVxlan, host: Compared): Difference[] {
  const object: ObjectRef = { kind: 'vxlan', name: wanted.name, namespace: null };
  const found = host.links.get(wanted.name);
  if (!found) return on(object).missing('the VXLAN interface');
  const strange = strangeness(object, found, { owner: wanted.owner, kind: 'vxlan' });
  if (strange.length > 0 || !found.vxlan) return strange;
  const anew = segmentDifferences(object, wanted, found.vxlan);
  if (anew.length > 0) return anew;
  const { differs } = on(object);
  return [
    ...(wanted.local === null
      ? []
      : differs('failed', 'local', 'VTEP address', wanted.local, found.vxlan.local)),
    ...differs('failed', 'master', 'bridge', wanted.bridge, found.master),
    ...deviceDifferences(object, found, wanted),
    ...quietDifferences(object, found, wanted.origin),
    ...floodDifferences(wanted, host),
  ];
}

/** The kernel changes none of these on a device: it is made anew, and with it all else (vxlan_changelink). */
function segmentDifferences(object: ObjectRef, wanted: DesiredVxlan, found: ObservedVxlan): Difference[] {
  const { differs } = on(object);
  const { local } = wanted;
  const family = (address: string) => (address.includes(':') ? 6 : 4);
  return [
    ...differs('failed', 'id', 'VNI', wanted.vni, found.vni),
    ...differs('failed', 'dstport', 'UDP port', wanted.port, found.port),
    ...(wanted.bound === 'as-found' && found.device === null
      ? []
      : differs('failed', 'dev', 'underlay device', wanted.device, found.device)),
    ...(local !== null && family(local) !== family(found.local ?? found.remote ?? '')
      ? differs('failed', 'local', 'VTEP address', local, found.local)
      : []),
  ];
}

function underlayDifferences(wanted: DesiredVxlan, host: Compared): Difference[] {
  const underlay = host.links.get(wanted.device);
  if (!underlay) return [];
  return [
    ...elsewhere('failed', `state of ${wanted.device}`, 'up', underlay.up ? 'up' : 'down'),
    ...(underlay.up && !underlay.carrier
      ? elsewhere('failed', `carrier of ${wanted.device}`, 'there', 'missing')
      : []),
  ];
}

function floodDifferences(wanted: DesiredVxlan, host: Compared): Difference[] {
  const { lacks, hasToo } = on({ kind: 'flood-entry', name: wanted.name, namespace: null });
  const { missing, superfluous } = compareFlood(host.fdb.get(wanted.name) ?? [], wanted);
  const weight = missing.length === wanted.flood.length ? 'failed' : 'degraded';
  return [
    ...missing.flatMap((vtep) => lacks(weight, 'flood entry', `flood entry ${vtep}`, vtep)),
    ...superfluous.flatMap((entry) => {
      const { mac, dst, via, port, vni } = entry;
      const words = [dst, via && `via ${via}`, port && `port ${port}`, vni && `vni ${vni}`]
        .filter(Boolean)
        .join(' ');
      const flood = mac === FLOOD_MAC;
      const what = flood ? 'flood entry' : `entry of ${mac}`;
      // No batch can hold such a name, so no run takes the entry away.
      if (via && badDeviceName(via) !== null) return elsewhere('degraded', what, 'none', words);
      const [one] = hasToo(flood ? 'flood entry' : 'entry', what, flood ? words : `${mac} ${words}`);
      return one ? [{ ...one, found: words }] : [];
    }),
  ];
}
