import type { Isolation } from '../diagnose/isolation/isolation';
import type { Proof } from '../diagnose/proof/proof';
import type { Intent } from '../model/intent';
import type { IsolationDocument } from '../model/isolation-document';
import { COMPUTED_METHOD, NOT_PROMISED, PROVEN_METHOD } from '../model/isolation-method';
import { worstVerdict } from '../model/isolation-verdict';

/** Things by which tenants touch that are listed each. */
const MOST_SHARED = 500;

export type SignOff = { by: string; remark: string; account: string; at: number };

/** What is computed, what was proven by packets, and who stands for it, to be read without Overlane. */
export function isolationDocument(
  isolation: Isolation,
  proof: Proof | null,
  { intent, installation }: { intent: Intent; installation: string },
  signOff: SignOff,
): IsolationDocument {
  const hosts = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  const tenants = new Map(intent.tenants.map(({ id, name }) => [id, name]));
  const host = (id: string) => hosts.get(id) ?? id;
  const { shared, doubts, checked } = isolation;
  const { at, notModelled, hosts: checkedHosts, ...counts } = checked;
  return {
    document: 'Overlane isolation report',
    format: 1,
    installation,
    revision: intent.revision,
    verdict: worstVerdict([isolation.verdict, ...(proof ? [proof.verdict] : [])]),
    basis: proof ? 'computed and proven by packets' : 'computed',
    signedOff: { by: signOff.by, remark: signOff.remark, account: signOff.account, at: time(signOff.at) },
    hosts: intent.hosts.map(({ name, underlay }) => ({ name, vtep: underlay?.address ?? null })),
    tenants: intent.tenants.map(({ name, networks, endpoints }) => ({
      name,
      networks: networks.map(({ name: network, vni, subnets }) => ({ name: network, vni, subnets })),
      endpoints: endpoints.length,
    })),
    computed: {
      verdict: isolation.verdict,
      at: time(at),
      shared: shared.slice(0, MOST_SHARED).map((one) => ({
        sentence: one.sentence,
        host: host(one.hostId),
        tenants: one.tenantIds.map((id) => tenants.get(id) ?? id),
        layer: one.layer,
        since: time(one.since),
        evidence: one.evidence.map((fact) => ({
          host: host(fact.hostId),
          fact: fact.fact,
          command: fact.command,
        })),
      })),
      sharedInAll: shared.length,
      doubts: doubts.map(({ sentence }) => sentence),
      hosts: checkedHosts.map(({ hostId, heardAt, why }) => ({
        name: host(hostId),
        knownUntil: heardAt === null ? null : time(heardAt),
        why,
      })),
      checked: counts,
    },
    proof: proof && {
      number: proof.id,
      startedAt: time(proof.startedAt),
      endedAt: time(proof.endedAt),
      askedBy: proof.by ?? 'the schedule',
      revision: proof.revision,
      verdict: proof.verdict,
      contacts: proof.contacts.map(({ sentence }) => sentence),
      contactsInAll: proof.contactsInAll,
      doubts: proof.doubts,
      doubtsInAll: proof.doubtsInAll,
      hosts: proof.hosts.map(({ name, why, insides }) => ({ name, why, insides })),
      tenants: proof.tenants.map(({ tenantId: _, ...rest }) => rest),
      pairs: proof.pairs,
      counts: proof.counts,
    },
    method: { computed: [...COMPUTED_METHOD], packets: proof ? [...PROVEN_METHOD] : [] },
    notPromised: [...NOT_PROMISED, ...notModelled.map((one) => `Not computed: ${one}.`)],
  };
}

function time(at: number): string {
  return new Date(at).toISOString();
}
