import type { DesiredVxlan } from '../compile/desired';
import { compareFlood } from '../model/flood-list';
import { FLOOD_MAC } from '../model/vxlan';
import { type Difference, deviceDifferences, difference, missing, quietDifferences } from './difference';
import type { HostView } from './reading';

export function vxlanDifferences(wanted: DesiredVxlan, host: HostView): Difference[] {
  const found = host.links.get(wanted.name);
  if (!found) return missing('the VXLAN interface');
  if (!found.vxlan) return difference('failed', 'kind', 'vxlan', found.kindName || found.kind);
  const { vxlan } = found;
  return [
    ...difference('failed', 'VNI', wanted.vni, vxlan.vni),
    ...difference('failed', 'UDP port', wanted.port, vxlan.port),
    ...difference('failed', 'underlay device', wanted.device, vxlan.device),
    ...(wanted.local === null ? [] : difference('failed', 'VTEP address', wanted.local, vxlan.local)),
    ...difference('failed', 'bridge', wanted.bridge, found.master),
    ...deviceDifferences(found, wanted),
    ...quietDifferences(found),
    ...underlayDifferences(wanted, host),
    ...floodDifferences(wanted, host),
  ];
}

function underlayDifferences(wanted: DesiredVxlan, host: HostView): Difference[] {
  const underlay = host.links.get(wanted.device);
  if (!underlay) return [];
  return [
    ...difference('failed', `state of ${wanted.device}`, 'up', underlay.up ? 'up' : 'down'),
    ...(underlay.up && !underlay.carrier
      ? difference('failed', `carrier of ${wanted.device}`, 'there', 'missing')
      : []),
  ];
}

function floodDifferences(wanted: DesiredVxlan, host: HostView): Difference[] {
  const { missing, superfluous } = compareFlood(host.fdb.get(wanted.name) ?? [], wanted);
  const weight = missing.length === wanted.flood.length ? 'failed' : 'degraded';
  return [
    ...missing.map(
      (vtep) => ({ weight, what: `flood entry ${vtep}`, expected: 'there', found: 'missing' }) as const,
    ),
    ...superfluous.flatMap(({ mac, dst, via, port, vni }) => {
      const what = mac === FLOOD_MAC ? 'flood entry' : `entry of ${mac}`;
      const words = [dst, via && `via ${via}`, port && `port ${port}`, vni && `vni ${vni}`];
      return difference('degraded', what, 'none', words.filter(Boolean).join(' '));
    }),
  ];
}
