import type { DesiredBridge } from '../compile/desired';
import { finish, type HostDevice, mendHostDevice } from './device';
import { type Context, create, type Draft } from './draft';
import { line } from './line';
import type { View } from './view';

export function bridgeSteps(wanted: DesiredBridge, host: View): Draft[] {
  const context: Context = {
    stage: 'build',
    tool: 'ip',
    namespace: null,
    key: wanted.tenantId,
    object: { kind: 'bridge', name: wanted.name, namespace: null },
    tenantId: wanted.tenantId,
  };
  const device: HostDevice = { ...wanted, bridge: null, arp: 'off' };
  const found = host.links.get(wanted.name);
  if (found) return mendHostDevice(context, found, device, host.ipv6);
  return [
    create(context, line.addBridge(wanted), `make the bridge ${wanted.name}`),
    ...finish(context, device, host.ipv6),
  ];
}
