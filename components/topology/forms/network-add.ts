import type { Intent, Network, Tenant } from '@/server/model/intent';
import { nameSchema } from '@/server/model/intent';
import type { Operation } from '@/server/model/operation';
import { PoolUsedUp, proposeEndpoint, proposeNetwork } from '@/server/model/propose';
import { hostNames, listed } from '../actions/drafting';
import { splitList, wholeNumber } from './text-list';
import { judge, type Verdict } from './verdict';

/** What a person typed; null: nothing, so that the proposal stands. */
export type NetworkForm = {
  tenantId: string | null;
  name: string | null;
  vni: string | null;
  subnets: string | null;
  /** Bytes; empty: as large as the underlay carries. */
  mtu: string;
  hostIds: string[];
};

export type NetworkField = 'tenant' | 'name' | 'vni' | 'subnets' | 'mtu' | 'hosts';

export type NetworkFilled = { name: string; vni: string; subnets: string };

export function beginNetwork(intent: Intent, tenantId: string | null, hostIds: string[]): NetworkForm {
  const only = intent.tenants.length === 1 ? (intent.tenants[0]?.id ?? null) : null;
  return { tenantId: tenantId ?? only, name: null, vni: null, subnets: null, mtu: '', hostIds };
}

export function fillNetwork(intent: Intent, form: NetworkForm): NetworkFilled {
  const tenant = intent.tenants.find((one) => one.id === form.tenantId);
  const network = tenant && proposal(intent, tenant);
  return {
    name: form.name ?? network?.name ?? '',
    vni: form.vni ?? (network ? String(network.vni) : ''),
    subnets: form.subnets ?? network?.subnets.join(', ') ?? '',
  };
}

export function judgeNetwork(intent: Intent, form: NetworkForm): Verdict<NetworkField> {
  const nothing = { operations: [], sentence: '' };
  const tenant = intent.tenants.find((one) => one.id === form.tenantId);
  if (!tenant) return { ...nothing, errors: { tenant: 'Choose whose network it is.' } };
  const filled = fillNetwork(intent, form);
  const bad = badNumbers(filled.vni, form.mtu);
  if (bad) return { ...nothing, errors: bad };
  if (!nameSchema.safeParse(filled.name).success) {
    return {
      ...nothing,
      errors: { name: 'A name is 1 to 32 lower-case letters, digits and single hyphens, such as "db".' },
    };
  }
  const network = proposeNetwork(intent, tenant, {
    name: filled.name,
    vni: wholeNumber(filled.vni),
    subnets: splitList(filled.subnets),
    mtu: form.mtu.trim() === '' ? null : wholeNumber(form.mtu),
  });
  try {
    const operations: Operation[] = [
      { op: 'network.add', tenantId: tenant.id, network },
      ...joinOperations({ ...tenant, networks: [...tenant.networks, network] }, network, form.hostIds),
    ];
    const where = form.hostIds.length > 0 ? ` on ${listed(hostNames(intent, form.hostIds))}` : '';
    return judge<NetworkField>(
      intent,
      operations,
      `add network ${network.name} to ${tenant.name}${where}`,
      (fault) => networkFieldOf(fault.path),
      ([, , first]) =>
        first === 'name' || first === 'vni' || first === 'subnets' || first === 'mtu' ? first : 'form',
    );
  } catch (error) {
    if (error instanceof PoolUsedUp) return { ...nothing, errors: { subnets: error.message } };
    throw error;
  }
}

/** Why these are no numbers, or null. */
export function badNumbers(vni: string, mtu: string): Partial<Record<'vni' | 'mtu', string>> | null {
  if (Number.isNaN(wholeNumber(vni))) return { vni: 'A VNI is a whole number from 1 to 16777215.' };
  if (mtu.trim() !== '' && Number.isNaN(wholeNumber(mtu)))
    return { mtu: 'An MTU is a whole number of bytes.' };
  return null;
}

export function networkFieldOf(path: string): 'name' | 'vni' | 'subnets' | 'mtu' | 'form' {
  const last = path.split('/').at(-1);
  if (last === 'vni' || last === 'subnets' || last === 'mtu') return last;
  return path.split('/').length === 2 ? 'name' : 'form';
}

/** On each host the tenant's endpoints join the network; where it has none, one is made. */
function joinOperations(tenant: Tenant, network: Network, hostIds: readonly string[]): Operation[] {
  const operations: Operation[] = [];
  let grown = tenant;
  for (const hostId of hostIds) {
    const there = grown.endpoints.find((endpoint) => endpoint.hostId === hostId);
    const proposed = proposeEndpoint(grown, { hostId, interfaces: [{ networkId: network.id }] });
    if (there) {
      const endpoint = { ...there, interfaces: [...there.interfaces, ...proposed.interfaces] };
      grown = { ...grown, endpoints: grown.endpoints.map((one) => (one.id === there.id ? endpoint : one)) };
      operations.push({ op: 'endpoint.set', tenantId: tenant.id, endpoint });
    } else {
      grown = { ...grown, endpoints: [...grown.endpoints, proposed] };
      operations.push({ op: 'endpoint.add', tenantId: tenant.id, endpoint: proposed });
    }
  }
  return operations;
}

function proposal(intent: Intent, tenant: Tenant): Network | null {
  try {
    return proposeNetwork(intent, tenant, {});
  } catch (error) {
    if (error instanceof PoolUsedUp) return null;
    throw error;
  }
}
