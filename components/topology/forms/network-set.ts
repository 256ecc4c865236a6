import { type Intent, type Network, nameSchema, type Tenant } from '@/server/model/intent';
import { networkDeviceNames } from '@/server/model/propose';
import { deepEqual } from '../graph/ghost';
import { badNumbers, type NetworkField, networkFieldOf } from './network-add';
import { splitList, wholeNumber } from './text-list';
import { judge, type Verdict } from './verdict';

export type NetworkSetForm = { name: string; vni: string; subnets: string; mtu: string };

export function beginNetworkSet(network: Network): NetworkSetForm {
  return {
    name: network.name,
    vni: String(network.vni),
    subnets: network.subnets.join(', '),
    mtu: network.mtu === null ? '' : String(network.mtu),
  };
}

export function judgeNetworkSet(
  intent: Intent,
  tenant: Tenant,
  network: Network,
  form: NetworkSetForm,
): Verdict<NetworkField> {
  const nothing = { operations: [], sentence: '' };
  const bad = badNumbers(form.vni, form.mtu);
  if (bad) return { ...nothing, errors: bad };
  if (!nameSchema.safeParse(form.name.trim()).success) {
    return {
      ...nothing,
      errors: { name: 'A name is 1 to 32 lower-case letters, digits and single hyphens, such as "db".' },
    };
  }
  const vni = wholeNumber(form.vni);
  const next: Network = {
    ...network,
    name: form.name.trim(),
    vni,
    vxlan: vxlanFor(tenant, network, vni),
    subnets: splitList(form.subnets),
    mtu: form.mtu.trim() === '' ? null : wholeNumber(form.mtu),
  };
  if (deepEqual(next, network)) return { ...nothing, errors: {} };
  return judge<NetworkField>(
    intent,
    [{ op: 'network.set', tenantId: tenant.id, network: next }],
    `change network ${next.name} of ${tenant.name}`,
    (fault) => networkFieldOf(fault.path),
    ([, , first]) =>
      first === 'name' || first === 'vni' || first === 'subnets' || first === 'mtu' ? first : 'form',
  );
}

/**
 * The kernel changes no VNI of a device: it is made anew. So a name that says the old VNI becomes one that says the
 * new one; a name that somebody chose stays.
 */
function vxlanFor(tenant: Tenant, network: Network, vni: number): string {
  if (Number.isNaN(vni) || network.vxlan !== networkDeviceNames(tenant, network.vni).vxlan)
    return network.vxlan;
  return networkDeviceNames(tenant, vni).vxlan;
}
