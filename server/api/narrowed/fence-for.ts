import type { Principal } from '../../auth/principal';
import { loadIntent } from '../../intent/load';
import type { Intent } from '../../model/intent';
import { type Fence, fenceOf, narrowIntent } from '../../narrow/fence';

/** What parts somebody's tenants from all others now; null: they have all tenants. */
export async function fenceFor({ tenants }: Pick<Principal, 'tenants'>): Promise<Fence | null> {
  return tenants && fenceOf(await loadIntent(), tenants);
}

/** Intent as committed last, with the tenants that somebody has. */
export async function intentFor({ tenants }: Pick<Principal, 'tenants'>): Promise<Intent> {
  const whole = await loadIntent();
  return tenants ? narrowIntent(whole, fenceOf(whole, tenants)) : whole;
}
