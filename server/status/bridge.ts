import type { DesiredBridge } from '../compile/desired';
import { type Difference, deviceDifferences, difference, missing, quietDifferences } from './difference';
import type { HostView } from './reading';

export function bridgeDifferences(wanted: DesiredBridge, host: HostView): Difference[] {
  const found = host.links.get(wanted.name);
  if (!found) return missing('the bridge');
  if (found.kind !== 'bridge') return difference('failed', 'kind', 'bridge', found.kindName || found.kind);
  return [
    ...deviceDifferences(found, wanted),
    ...difference('degraded', 'ARP', 'off', found.noArp ? 'off' : 'on'),
    ...quietDifferences(found),
  ];
}
