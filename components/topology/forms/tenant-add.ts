import type { Intent, Tenant } from '@/server/model/intent';
import { tenantNameSchema } from '@/server/model/intent';
import {
  PoolUsedUp,
  proposeAddresses,
  proposeEndpoint,
  proposePrefix,
  proposeTenant,
  proposeVni,
  type TenantWish,
} from '@/server/model/propose';
import { hostNames, listed } from '../actions/drafting';
import { addressList, splitList, wholeNumber } from './text-list';
import { judge, type Verdict } from './verdict';

/** What a person typed; null: nothing, so that the proposal stands. */
export type TenantForm = {
  name: string;
  prefix: string | null;
  vni: string | null;
  subnets: string | null;
  hostIds: string[];
  /** By host id. */
  addresses: Record<string, string>;
};

export type TenantField = 'name' | 'prefix' | 'vni' | 'subnets' | `address:${string}`;

/** The same form with every proposal filled in. */
export type TenantFilled = {
  name: string;
  prefix: string;
  vni: string;
  subnets: string;
  addresses: Record<string, string>;
};

export function beginTenant(wish: TenantWish | undefined, hostIds: string[]): TenantForm {
  return {
    name: wish?.name ?? '',
    prefix: wish?.prefix ?? null,
    vni: wish?.vni === undefined ? null : String(wish.vni),
    subnets: wish?.subnets?.join(', ') ?? null,
    hostIds,
    addresses: {},
  };
}

export function fillTenant(intent: Intent, form: TenantForm): TenantFilled {
  const name = form.name.trim();
  const prefix = form.prefix ?? (name === '' ? '' : proposed(() => proposePrefix(intent, name)));
  const vni = form.vni ?? proposed(() => String(proposeVni(intent)));
  const subnets = form.subnets ?? '10.1.0.0/24';
  const addresses: Record<string, string> = {};
  let tenant = bare(intent, name, prefix, vni, subnets);
  // Typed addresses are taken, wherever in the list of hosts they stand.
  for (const hostId of form.hostIds) {
    const typed = form.addresses[hostId];
    if (typed !== undefined) tenant = withEndpoint(tenant, hostId, addressList(typed));
  }
  for (const hostId of form.hostIds) {
    const typed = form.addresses[hostId];
    const [network] = tenant.networks;
    addresses[hostId] =
      typed ?? proposed(() => (network ? proposeAddresses(tenant, network).join(', ') : ''));
    if (typed === undefined) tenant = withEndpoint(tenant, hostId, addressList(addresses[hostId]));
  }
  return { name, prefix, vni, subnets, addresses };
}

export function judgeTenant(intent: Intent, form: TenantForm): Verdict<TenantField> {
  const filled = fillTenant(intent, form);
  if (filled.name === '')
    return { errors: { name: 'A tenant needs a name, such as "microsoft".' }, operations: [], sentence: '' };
  if (!tenantNameSchema.safeParse(filled.name).success) {
    const issue = tenantNameSchema.safeParse(filled.name).error?.issues[0]?.message ?? 'this is no name';
    return {
      errors: { name: `${issue.charAt(0).toUpperCase()}${issue.slice(1)}.` },
      operations: [],
      sentence: '',
    };
  }
  if (Number.isNaN(wholeNumber(filled.vni))) {
    return { errors: { vni: 'A VNI is a whole number from 1 to 16777215.' }, operations: [], sentence: '' };
  }
  let tenant = bare(intent, filled.name, filled.prefix, filled.vni, filled.subnets);
  for (const hostId of form.hostIds) {
    tenant = withEndpoint(tenant, hostId, addressList(filled.addresses[hostId] ?? ''));
  }
  const where = form.hostIds.length > 0 ? ` on ${listed(hostNames(intent, form.hostIds))}` : '';
  const verdict = judge<TenantField>(
    intent,
    [{ op: 'tenant.add', tenant }],
    `add tenant ${tenant.name}${where}`,
    ({ path }) => {
      if (path === tenant.name) return 'name';
      if (path.endsWith('/prefix')) return 'prefix';
      if (path.endsWith('/vni')) return 'vni';
      if (path.endsWith('/subnets')) return 'subnets';
      const host = intent.hosts.find(({ name }) => path.startsWith(`${tenant.name}@${name}`));
      return host ? `address:${host.id}` : path.startsWith(tenant.name) ? 'prefix' : 'form';
    },
    ([, , ...path]) => {
      const [first, , third, fourth] = path;
      if (first === 'name' || first === 'prefix') return first;
      if (first === 'networks') return third === 'vni' || third === 'subnets' ? third : 'prefix';
      const endpoint = first === 'endpoints' ? tenant.endpoints[Number(path[1])] : null;
      return endpoint && (third === 'interfaces' || fourth === 'addresses')
        ? `address:${endpoint.hostId}`
        : 'form';
    },
  );
  return { ...verdict, errors: rootsOf(verdict.errors) };
}

/** A name, prefix or subnet that is not right makes addresses look wrong too: then only the former is said. */
function rootsOf(errors: Verdict<TenantField>['errors']): Verdict<TenantField>['errors'] {
  if (!errors.name && !errors.prefix && !errors.subnets) return errors;
  return Object.fromEntries(Object.entries(errors).filter(([field]) => !field.startsWith('address:')));
}

function bare(intent: Intent, name: string, prefix: string, vni: string, subnets: string): Tenant {
  return proposeTenant(intent, { name, prefix, vni: wholeNumber(vni), subnets: splitList(subnets) });
}

function withEndpoint(tenant: Tenant, hostId: string, addresses: string[]): Tenant {
  const networkId = tenant.networks[0]?.id ?? '';
  const endpoint = proposeEndpoint(tenant, { hostId, interfaces: [{ networkId, addresses }] });
  return { ...tenant, endpoints: [...tenant.endpoints, endpoint] };
}

/** Empty where nothing is left to propose: then the person has to write it. */
function proposed(propose: () => string): string {
  try {
    return propose();
  } catch (error) {
    if (error instanceof PoolUsedUp) return '';
    throw error;
  }
}
