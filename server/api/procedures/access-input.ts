import { z } from 'zod';
import { tenantSchema } from '../../model/intent';

/** Of users, tokens and view links: it stands in the audit log. */
export const accessName = z
  .string()
  .regex(
    /^[a-z][a-z0-9._-]{0,31}$/,
    'a name is 1 to 32 lower-case letters, digits, ".", "_" and "-", and begins with a letter',
  );

export const goodForDays = z.number().int().min(1).max(365);

/** Ids of tenants that rights are narrowed to; null: all. */
export const tenantsInput = z.array(tenantSchema.shape.id).min(1).max(1000).nullable().default(null);
