import { type Intent, prefixSchema, type Tenant, tenantNameSchema } from '@/server/model/intent';
import { judge, type Verdict } from './verdict';

export type TenantSetForm = { name: string; prefix: string; color: number };
export type TenantSetField = 'name' | 'prefix';

export function judgeTenantSet(intent: Intent, tenant: Tenant, form: TenantSetForm): Verdict<TenantSetField> {
  const nothing = { operations: [], sentence: '' };
  const next = { id: tenant.id, name: form.name.trim(), prefix: form.prefix.trim(), color: form.color };
  if (!tenantNameSchema.safeParse(next.name).success) {
    return {
      ...nothing,
      errors: {
        name: 'A name is 1 to 32 lower-case letters, digits and single hyphens, such as "microsoft".',
      },
    };
  }
  if (!prefixSchema.safeParse(next.prefix).success) {
    return {
      ...nothing,
      errors: { prefix: 'A prefix is 1 to 5 lower-case letters and digits, such as "msft".' },
    };
  }
  if (next.name === tenant.name && next.prefix === tenant.prefix && next.color === tenant.color) {
    return { ...nothing, errors: {} };
  }
  return judge<TenantSetField>(
    intent,
    [{ op: 'tenant.set', tenant: next }],
    `change tenant ${tenant.name}`,
    ({ path }) => (path === next.name ? 'name' : path.endsWith('/prefix') ? 'prefix' : 'form'),
    ([, , field]) => (field === 'name' || field === 'prefix' ? field : 'form'),
  );
}
