import type { DesiredVxlan } from '../compile/desired';
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
  const found = host.flood.get(wanted.name) ?? new Set<string>();
  const absent = wanted.flood.filter((vtep) => !found.has(vtep));
  const extra = [...found].filter((vtep) => !wanted.flood.includes(vtep));
  const weight = absent.length === wanted.flood.length ? 'failed' : 'degraded';
  return [
    ...absent.map(
      (vtep): Difference => ({ weight, what: `flood entry ${vtep}`, expected: 'there', found: 'missing' }),
    ),
    ...extra.flatMap((vtep) => difference('degraded', 'flood entry', 'none', vtep)),
  ];
}
