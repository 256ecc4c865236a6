import type { DesiredVxlan } from '../compile/desired';
import type { ObservedLink, ObservedVxlan } from '../observe/observed';
import { finish, type HostDevice, mended, mendHostDevice } from './device';
import { change, create, type Draft, differs, mending, type Place, presenceOf } from './draft';
import { line } from './line';
import type { Attribute, Mending } from './mending';
import type { View } from './view';

export function vxlanSteps(wanted: DesiredVxlan, host: View): Draft[] {
  const place: Place = {
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
    const context = { ...mending(place, 'presence'), needs: [bridgeOf(wanted)] };
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
        mending(place, 'local'),
        line.setLocal(wanted.name, `${local}`),
        `let ${wanted.name} send from ${local}`,
        because,
      ),
    ),
    ...mendHostDevice(place, found, device, host.ipv6),
  ];
}

function bridgeOf({ bridge }: DesiredVxlan): Mending {
  return presenceOf({ kind: 'bridge', name: bridge, namespace: null });
}

export type Misfit = { attribute: Attribute; because: string };

/**
 * Why the device cannot become the wanted one and must be made anew, if so. The kernel changes neither VNI nor port
 * nor the family of `local` on a device ("Cannot change port", vxlan_changelink).
 */
export function vxlanMisfits(found: ObservedLink, wanted: DesiredVxlan): Misfit[] {
  const { vxlan } = found;
  const misfit = (attribute: Attribute, because: string | null): Misfit[] =>
    because === null ? [] : [{ attribute, because }];
  if (!vxlan) return misfit('kind', differs('kind', found.kindName || found.kind, 'vxlan'));
  return [
    ...misfit('id', differs('vni', vxlan.vni, wanted.vni)),
    ...misfit('dstport', differs('port', vxlan.port, wanted.port)),
    ...(wanted.bound === 'as-found' && vxlan.device === null
      ? []
      : misfit('dev', differs('device', vxlan.device, wanted.device))),
    ...(wanted.local === null
      ? []
      : misfit('local', differs('family', `IPv${familyOf(vxlan)}`, `IPv${familyOfText(wanted.local)}`))),
  ];
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
