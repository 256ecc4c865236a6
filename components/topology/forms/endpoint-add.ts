import { type Intent, nameSchema, type Tenant } from '@/server/model/intent';
import type { Operation } from '@/server/model/operation';
import { PoolUsedUp, proposeAddresses, proposeEndpoint } from '@/server/model/propose';
import { hostNames, listed } from '../actions/drafting';
import { addressList } from './text-list';
import { judge, type Verdict } from './verdict';

export type EndpointForm = {
  tenantId: string | null;
  networkIds: string[];
  hostIds: string[];
  /** null: proposed. Empty: the tenant's first endpoint on the host, which has none. */
  name: string | null;
  /** By `host/network`. */
  addresses: Record<string, string>;
};

export type EndpointField = 'tenant' | 'networks' | 'hosts' | 'name' | `address:${string}`;

export const addressKey = (hostId: string, networkId: string) => `${hostId}/${networkId}`;

export function beginEndpoint(intent: Intent, tenantId: string | null, hostIds: string[]): EndpointForm {
  const tenant =
    intent.tenants.find((one) => one.id === tenantId) ??
    (intent.tenants.length === 1 ? intent.tenants[0] : null);
  return forTenant({ tenantId: null, networkIds: [], hostIds, name: null, addresses: {} }, tenant ?? null);
}

export function forTenant(form: EndpointForm, tenant: Tenant | null): EndpointForm {
  const [first] = tenant?.networks ?? [];
  return { ...form, tenantId: tenant?.id ?? null, networkIds: first ? [first.id] : [], addresses: {} };
}

/** Addresses as typed, or as proposed. */
export function fillAddresses(intent: Intent, form: EndpointForm): Record<string, string> {
  const filled: Record<string, string> = {};
  let tenant = intent.tenants.find((one) => one.id === form.tenantId);
  if (!tenant) return filled;
  for (const networkId of form.networkIds) {
    const network = tenant.networks.find((one) => one.id === networkId);
    if (!network) continue;
    const places = form.hostIds.map((hostId) => ({ hostId, key: addressKey(hostId, networkId) }));
    for (const { hostId, key } of places) {
      const typed = form.addresses[key];
      if (typed === undefined) continue;
      filled[key] = typed;
      tenant = holding(tenant, hostId, networkId, addressList(typed));
    }
    for (const { hostId, key } of places) {
      if (filled[key] !== undefined) continue;
      filled[key] = proposedAddresses(tenant, networkId);
      tenant = holding(tenant, hostId, networkId, addressList(filled[key]));
    }
  }
  return filled;
}

export function judgeEndpoint(intent: Intent, form: EndpointForm): Verdict<EndpointField> {
  const nothing = { operations: [], sentence: '' };
  const tenant = intent.tenants.find((one) => one.id === form.tenantId);
  if (!tenant) return { ...nothing, errors: { tenant: 'Choose whose endpoint it is.' } };
  if (form.networkIds.length === 0)
    return { ...nothing, errors: { networks: 'An endpoint is in one network or more.' } };
  if (form.hostIds.length === 0) return { ...nothing, errors: { hosts: 'Choose one host or more.' } };
  if (form.name && !nameSchema.safeParse(form.name).success) {
    return {
      ...nothing,
      errors: { name: 'A name is 1 to 32 lower-case letters, digits and single hyphens, such as "web".' },
    };
  }
  const filled = fillAddresses(intent, form);
  const operations: Operation[] = [];
  let grown = tenant;
  for (const hostId of form.hostIds) {
    const endpoint = proposeEndpoint(grown, {
      hostId,
      ...(form.name !== null && { name: form.name === '' ? null : form.name }),
      interfaces: form.networkIds.map((networkId) => ({
        networkId,
        addresses: addressList(filled[addressKey(hostId, networkId)] ?? ''),
      })),
    });
    grown = { ...grown, endpoints: [...grown.endpoints, endpoint] };
    operations.push({ op: 'endpoint.add', tenantId: tenant.id, endpoint });
  }
  const added = operations.flatMap((operation) =>
    operation.op === 'endpoint.add' ? [operation.endpoint] : [],
  );
  return judge<EndpointField>(
    intent,
    operations,
    `add an endpoint of ${tenant.name} on ${listed(hostNames(intent, form.hostIds))}`,
    ({ path, sentence }) => {
      const host = intent.hosts.find(({ name }) => path.includes(`@${name}`));
      if (!host) return 'form';
      if (sentence.includes('give one of them a name')) return 'name';
      const text = path.split('/').at(-1) ?? '';
      const endpoint = added.find((one) => one.hostId === host.id);
      const wire =
        endpoint?.interfaces.find((one) => one.addresses.includes(text)) ?? endpoint?.interfaces[0];
      return wire ? `address:${addressKey(host.id, wire.networkId)}` : 'form';
    },
    ([index, , first, second]) => {
      if (first === 'name') return 'name';
      const endpoint = added[Number(index)];
      const wire = first === 'interfaces' ? endpoint?.interfaces[Number(second)] : null;
      return endpoint && wire ? `address:${addressKey(endpoint.hostId, wire.networkId)}` : 'form';
    },
  );
}

/** What the endpoint will be called on these hosts, for the field's placeholder. */
export function proposedName(intent: Intent, form: EndpointForm): string | null {
  const tenant = intent.tenants.find((one) => one.id === form.tenantId);
  const [hostId] = form.hostIds;
  return tenant && hostId ? proposeEndpoint(tenant, { hostId, interfaces: [] }).name : null;
}

function proposedAddresses(tenant: Tenant, networkId: string): string {
  const network = tenant.networks.find((one) => one.id === networkId);
  try {
    return network ? proposeAddresses(tenant, network).join(', ') : '';
  } catch (error) {
    if (error instanceof PoolUsedUp) return '';
    throw error;
  }
}

/** The tenant as if these addresses were given away. */
function holding(tenant: Tenant, hostId: string, networkId: string, addresses: string[]): Tenant {
  const endpoint = proposeEndpoint(tenant, { hostId, interfaces: [{ networkId, addresses }] });
  return { ...tenant, endpoints: [...tenant.endpoints, endpoint] };
}
