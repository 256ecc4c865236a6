import type { DesiredBridge } from '../compile/desired';
import { finish, type HostDevice, mendHostDevice } from './device';
import { create, type Draft, mending, type Place } from './draft';
import { line } from './line';
import type { View } from './view';

export function bridgeSteps(wanted: DesiredBridge, host: View): Draft[] {
  const place: Place = {
    stage: 'build',
    tool: 'ip',
    namespace: null,
    key: wanted.tenantId,
    object: { kind: 'bridge', name: wanted.name, namespace: null },
    tenantId: wanted.tenantId,
  };
  const device: HostDevice = { ...wanted, bridge: null, arp: 'off' };
  const found = host.links.get(wanted.name);
  if (found) return mendHostDevice(place, found, device, host.ipv6);
  const context = mending(place, 'presence');
  return [
    create(context, line.addBridge(wanted), `make the bridge ${wanted.name}`),
    ...finish(context, device, host.ipv6),
  ];
}
