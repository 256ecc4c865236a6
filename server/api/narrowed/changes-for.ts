import { TRPCError } from '@trpc/server';
import { actorOf, type Principal } from '../../auth/principal';
import { type ChangeRequest, commit } from '../../intent/commit';
import { Conflict, Faults, Refused } from '../../intent/error';
import { type ChangeSummary, changesWithOperations, listChanges } from '../../intent/history';
import { type Inverse, inverseOf } from '../../intent/inverse';
import { loadIntent } from '../../intent/load';
import { checkIntent, type Fault } from '../../model/check';
import type { Intent } from '../../model/intent';
import { type Operation, OperationMisfit, operate } from '../../model/operation';
import { narrowFaults } from '../../narrow/faults';
import type { Fence } from '../../narrow/fence';
import { whyNotWithin } from '../../narrow/operations';
import { isTheirChange } from '../../narrow/records';
import { fenceFor } from './fence-for';

/** Times that a change is put onto what others committed meanwhile for tenants of theirs. */
const MOST_TRIES = 5;
/** Changes that are read at once to look for theirs. */
const AT_ONCE = 200;

type Wish = Omit<ChangeRequest, 'actor' | 'from'>;

/**
 * Commits as `commit` does, for somebody who may have some of the tenants: what others did to theirs meanwhile is no
 * conflict, and what is theirs stands in no fault.
 * @throws TRPCError FORBIDDEN where it changes more than their tenants
 */
export async function commitFor(principal: Principal, wish: Wish): Promise<{ revision: number }> {
  const fence = await fenceFor(principal);
  const request = { ...wish, ...actorOf(principal) };
  if (!fence) return commit(request);
  requireWithin(wish.operations, await loadIntent(), fence);
  if (wish.undoes !== undefined) await requireTheirChange(wish.undoes, fence);
  for (let tries = 1; ; tries++) {
    const { base, since } = await baseFor(wish.base, fence);
    try {
      return await commit({ ...request, base });
    } catch (error) {
      if (error instanceof Conflict) {
        if (tries < MOST_TRIES && since.length === 0 && error.current >= wish.base) continue;
        throw new Conflict(error.current, since);
      }
      throw error instanceof Faults
        ? new Faults(await faultsFor(wish.operations, error.faults, fence))
        : error;
    }
  }
}

/** What committing would come to: the intent that would result, whole, and what is wrong with it. */
export async function tryFor(
  principal: Principal,
  { base, operations }: { base: number; operations: readonly Operation[] },
): Promise<{ current: number; stale: boolean; intent: Intent; faults: Fault[] }> {
  const present = await loadIntent();
  const current = present.revision;
  const fence = await fenceFor(principal);
  if (fence) requireWithin(operations, present, fence);
  const stale = fence ? (await baseFor(base, fence)).base !== current : base !== current;
  try {
    const { intent } = operate(present, operations);
    return { current, stale, intent, faults: fence ? faultsOf(intent, fence) : checkIntent(intent) };
  } catch (error) {
    if (!(error instanceof OperationMisfit)) throw error;
    const faults = [{ path: `operations/${error.index}`, sentence: error.message }];
    return { current, stale, intent: present, faults };
  }
}

/** The newest first. Of what touched other tenants nothing is told. */
export async function listChangesFor(
  principal: Principal,
  page: { limit: number; before?: number },
): Promise<ChangeSummary[]> {
  const fence = await fenceFor(principal);
  if (!fence) return listChanges(page);
  const found: ChangeSummary[] = [];
  let { before } = page;
  for (let more = true; more && found.length < page.limit; ) {
    const changes = await changesWithOperations({ limit: AT_ONCE, before });
    const theirs = changes.filter(({ operations }) => isTheirChange(operations, fence));
    found.push(...theirs.map(({ summary }) => summary));
    before = changes.at(-1)?.summary.revision;
    more = changes.length === AT_ONCE;
  }
  return found.slice(0, page.limit);
}

export async function inverseFor(principal: Principal, revision: number): Promise<Inverse> {
  const fence = await fenceFor(principal);
  if (fence) await requireTheirChange(revision, fence);
  return inverseOf(revision);
}

/** The revision that a change stands on: the present one where nothing since concerns them, else its own. */
async function baseFor(base: number, fence: Fence): Promise<{ base: number; since: ChangeSummary[] }> {
  const { revision } = await loadIntent();
  const changes = base < revision ? await changesWithOperations({ after: base, limit: 1_000 }) : [];
  const since = changes.flatMap(({ summary, operations }) => {
    if (isTheirChange(operations, fence)) return [summary];
    if (operations.every((one) => isOfOthers(one, fence))) return [];
    return [{ ...summary, sentence: 'something that touched more than your tenants' }];
  });
  return { base: since.length === 0 && base <= revision ? revision : base, since };
}

function isOfOthers(operation: Operation, { tenantIds }: Fence): boolean {
  if ('tenantId' in operation) return !tenantIds.has(operation.tenantId);
  return 'tenant' in operation && !tenantIds.has(operation.tenant.id);
}

async function faultsFor(operations: readonly Operation[], faults: Fault[], fence: Fence): Promise<Fault[]> {
  try {
    const { intent } = operate(await loadIntent(), operations);
    const own = faultsOf(intent, fence);
    // None: it is the hosts that refuse.
    return own.length > 0 ? own : faults;
  } catch (error) {
    if (error instanceof OperationMisfit) return faults;
    throw error;
  }
}

function faultsOf(intent: Intent, fence: Fence): Fault[] {
  return checkIntent(intent).length === 0 ? [] : narrowFaults(intent, fence);
}

function requireWithin(operations: readonly Operation[], intent: Intent, fence: Fence): void {
  const message = whyNotWithin(operations, intent, fence);
  if (message !== null) throw new TRPCError({ code: 'FORBIDDEN', message });
}

/** Whether a revision is one that somebody could have made who has these tenants. */
export async function isTheirRevision(revision: number, fence: Fence): Promise<boolean> {
  const [change] = await changesWithOperations({ after: revision - 1, before: revision + 1, limit: 1 });
  return change !== undefined && isTheirChange(change.operations, fence);
}

async function requireTheirChange(revision: number, fence: Fence): Promise<void> {
  const [change] = await changesWithOperations({ after: revision - 1, before: revision + 1, limit: 1 });
  if (!change) throw new Refused(`There is no revision ${revision} to undo.`);
  if (isTheirChange(change.operations, fence)) return;
  const message = `Revision ${revision} changed more than your tenants: ask somebody who has all of them.`;
  throw new TRPCError({ code: 'FORBIDDEN', message });
}
