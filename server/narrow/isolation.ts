import type { Isolation } from '../diagnose/isolation/isolation';
import type { Proof } from '../diagnose/proof/proof';
import { worstVerdict } from '../model/isolation-verdict';
import type { Fence } from './fence';
import { tellsOfOthers } from './words';

/** Whether their tenants are apart from each other and from all others. Give it all that is known, not a capped part. */
export function narrowIsolation(isolation: Isolation, fence: Fence): Isolation {
  const { tenants, tenantIds } = fence;
  const shared = isolation.shared
    .filter((one) => one.tenantIds.some((id) => tenantIds.has(id)))
    .map((one) => ({ ...one, tenantIds: one.tenantIds.filter((id) => tenantIds.has(id)) }));
  const doubts = isolation.doubts.filter(({ sentence }) => !tellsOfOthers(sentence, fence));
  const notes = isolation.notes.filter(({ tenantId }) => tenantIds.has(tenantId));
  return {
    ...isolation,
    verdict: shared.length > 0 ? 'touching' : doubts.length > 0 ? 'unproven' : 'apart',
    ...{ shared, doubts, notes },
    inAll: { shared: shared.length, doubts: doubts.length, notes: notes.length },
    checked: {
      ...isolation.checked,
      tenants: tenants.length,
      networks: tenants.flatMap(({ networks }) => networks).length,
      endpoints: tenants.flatMap(({ endpoints }) => endpoints).length,
    },
  };
}

/** What a proof by packets says of their tenants. `pairs`: each of them with all others as one. */
export function narrowProof(proof: Proof, fence: Fence): Proof {
  const { tenantIds } = fence;
  const tenants = proof.tenants.filter(({ tenantId }) => tenantIds.has(tenantId));
  const contacts = proof.contacts
    .filter(({ tenantId, toTenantId }) => [tenantId, toTenantId ?? ''].some((id) => tenantIds.has(id)))
    .map((contact) => ({
      ...contact,
      ...(!tenantIds.has(contact.tenantId) && {
        ...{ key: `other ${contact.toTenantId} ${contact.hostId}`, tenantId: '' },
        ...{ tenant: 'another tenant', from: 'another tenant' },
      }),
      ...(contact.toTenantId !== null &&
        !tenantIds.has(contact.toTenantId) && {
          ...{ key: `${contact.tenantId} other ${contact.hostId}`, toTenantId: '' },
          ...{ toTenant: 'another tenant', devices: [] },
        }),
    }));
  const doubts = proof.doubts.filter((doubt) => !tellsOfOthers(doubt, fence));
  const states = tenants.map(({ state }) => state);
  // It took part in none: nothing is proven of it.
  const verdict = tenants.length === 0 ? 'unproven' : worstVerdict(states);
  const count = (state: Proof['verdict']) => states.filter((one) => one === state).length;
  return {
    ...proof,
    verdict,
    computed: proof.computed === 'apart' ? 'apart' : verdict,
    ...{ contacts, contactsInAll: contacts.length, doubts, doubtsInAll: doubts.length, tenants },
    pairs: { apart: count('apart'), touching: count('touching'), unproven: count('unproven') },
    counts: {
      ...proof.counts,
      endpoints: tenants.reduce((sum, { endpoints }) => sum + endpoints, 0),
      probed: tenants.reduce((sum, { probed }) => sum + probed, 0),
    },
  };
}
