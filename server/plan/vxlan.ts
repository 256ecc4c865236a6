import type { DesiredVxlan } from '../compile/desired';
import type { ObservedLink, ObservedVxlan } from '../observe/observed';
import { finish, type HostDevice, mended, mendHostDevice } from './device';
import { type Context, change, create, type Draft, differs } from './draft';
import { line } from './line';
import type { View } from './view';

export function vxlanSteps(wanted: DesiredVxlan, host: View): Draft[] {
  const context: Context = {
    stage: 'build',
    tool: 'ip',
    namespace: null,
    key: wanted.tenantId,
    object: { kind: 'vxlan', name: wanted.name, namespace: null },
    tenantId: wanted.tenantId,
  };
  const device: HostDevice = { ...wanted, arp: 'any' };
  const found = host.links.get(wanted.name);
  if (!found) {
    return [
      create(
        context,
        line.addVxlan(wanted),
        `make the VXLAN interface ${wanted.name} with VNI ${wanted.vni} over ${wanted.device}`,
      ),
      ...finish(context, device, host.ipv6),
    ];
  }
  const { local } = wanted;
  return [
    ...mended(local === null ? null : differs('local', found.vxlan?.local ?? null, local), (because) =>
      change(
        context,
        line.setLocal(wanted.name, `${local}`),
        `let ${wanted.name} send from ${local}`,
        because,
      ),
    ),
    ...mendHostDevice(context, found, device, host.ipv6),
  ];
}

/**
 * Why the device cannot become the wanted one and must be made anew, or null. The kernel changes neither VNI nor
 * port nor the family of `local` on a device ("Cannot change port", vxlan_changelink).
 */
export function vxlanMisfit(found: ObservedLink, wanted: DesiredVxlan): string | null {
  if (!found.vxlan) return differs('kind', found.kindName || found.kind, 'vxlan');
  return (
    differs('vni', found.vxlan.vni, wanted.vni) ??
    differs('port', found.vxlan.port, wanted.port) ??
    (wanted.bound === 'as-found' && found.vxlan.device === null
      ? null
      : differs('device', found.vxlan.device, wanted.device)) ??
    (wanted.local === null
      ? null
      : differs('family', `IPv${familyOf(found.vxlan)}`, `IPv${familyOfText(wanted.local)}`))
  );
}

/** The kernel takes one device per VNI, port and family, whatever its name (vxlan_vni_in_use). */
export function sameSegment(found: ObservedVxlan, wanted: DesiredVxlan): boolean {
  const family = wanted.local === null ? 4 : familyOfText(wanted.local);
  return found.vni === wanted.vni && found.port === wanted.port && familyOf(found) === family;
}

function familyOf(vxlan: ObservedVxlan): 4 | 6 {
  return familyOfText(vxlan.local ?? vxlan.remote ?? '');
}

function familyOfText(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}
