import type { Evidence, Proposal } from '../adopt/proposal';
import { type AdoptInput, recognise } from '../adopt/recognise';
import { compile } from '../compile/compile';
import type { Intent } from '../model/intent';
import { isMark } from '../plan/mark';
import { plan } from '../plan/plan-host';

/**
 * What people built by hand, of which only that may be adopted which the planner itself would do nothing to but mark.
 */
function proposalOf(input: AdoptInput): Proposal {
  const proposal = recognise(input);
  const free = proposal.tenants.filter(({ obstacles }) => obstacles.length === 0);
  if (free.length === 0) return proposal;
  const more = deeds(input, free);
  return {
    ...proposal,
    tenants: proposal.tenants.map((one) => {
      const obstacles = more.get(one.tenant.id);
      return obstacles ? { ...one, obstacles } : one;
    }),
  };
}

/** Per tenant id what adopting would do besides, or would be refused. */
function deeds(
  { intent, fabric, observed }: AdoptInput,
  free: readonly Proposal['tenants'][number][],
): Map<string, Evidence[]> {
  const found = new Map<string, Evidence[]>();
  const ids = new Set(free.map(({ tenant }) => tenant.id));
  const say = (tenantId: string | null, hostId: string, sentence: string) => {
    if (tenantId === null || !ids.has(tenantId)) return;
    found.set(tenantId, [...(found.get(tenantId) ?? []), { sentence, hostId, read: null }]);
  };
  const wanted = { ...intent, tenants: [...intent.tenants, ...free.map(({ tenant }) => tenant)] };
  const underlayMtu = Object.fromEntries(
    intent.hosts.map(({ id, underlay }) => [
      id,
      observed[id]?.links.find(({ name }) => name === underlay?.device)?.mtu,
    ]),
  );
  const names = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  for (const desired of compile({ intent: wanted, fabric, underlayMtu })) {
    const read = observed[desired.hostId];
    if (!read) continue;
    const { batches, refusals } = plan(desired, read, { isolate: false, only: { tenants: ids, items: [] } });
    const host = names.get(desired.hostId) ?? desired.hostId;
    for (const { tenantId, sentence } of refusals) say(tenantId, desired.hostId, `${host}: ${sentence}`);
    for (const { steps } of batches) {
      for (const step of steps) {
        if (isMark(step)) continue;
        const because = step.because === null ? '' : ` (${step.because})`;
        say(
          step.tenantId,
          desired.hostId,
          `on ${host} adopting would not leave everything as it is: it would ${step.sentence}${because}`,
        );
      }
    }
  }
  return found;
}

/** A look may be as old as this many times what it cost: so it never takes more than a twentieth of the time. */
const WORTH = 20;

/** The last look, kept for a while: with hundreds of hosts full of foreign things it costs a tenth of a second. */
export class Proposals {
  #last: { proposal: Proposal; intent: Intent; until: number } | null = null;

  get(intent: Intent, look: () => AdoptInput): Proposal {
    const began = performance.now();
    if (this.#last?.intent === intent && began < this.#last.until) return this.#last.proposal;
    const proposal = proposalOf(look());
    const ended = performance.now();
    this.#last = { proposal, intent, until: ended + WORTH * (ended - began) };
    return proposal;
  }
}
