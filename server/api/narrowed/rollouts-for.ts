import type { Principal } from '../../auth/principal';
import { getController } from '../../controller/slot';
import type { Rollout } from '../../model/rollout';
import { isTheirRevision } from './changes-for';
import { fenceFor } from './fence-for';

/** Changes on their way, and the last ones that came to an end, as far as somebody could have made them. */
export async function rolloutsFor(principal: Pick<Principal, 'tenants'>): Promise<Rollout[]> {
  const all = getController().rollouts();
  const fence = await fenceFor(principal);
  if (!fence) return all;
  const theirs = await Promise.all(all.map(({ revision }) => isTheirRevision(revision, fence)));
  return all.filter((_, i) => theirs[i]);
}
