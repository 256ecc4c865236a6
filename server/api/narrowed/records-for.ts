import type { Principal } from '../../auth/principal';
import { type Activity, type ActivityFilter, type ActivityPage, listActivity } from '../../intent/activity';
import { readLayout } from '../../intent/layout';
import { type ResultKind, type ResultLine, recentResults } from '../../journal/kept-results';
import { lastProof } from '../../journal/proofs';
import {
  type HistoryOfMoment,
  type HistoryOfThing,
  historyAt,
  historyOf,
  type StatusAt,
} from '../../journal/status-history';
import type { Fence } from '../../narrow/fence';
import { narrowProof } from '../../narrow/isolation';
import { isTheirPlace, isTheirResult, narrowRow } from '../../narrow/records';
import { hostOfStatus, hostsOfPart, isTheirStatus, narrowHostStatus } from '../../narrow/statuses';
import { lastKept } from '../kept-results';
import { fenceFor } from './fence-for';

/** Results that are looked through for those of some tenants: all that are kept. */
const ALL_RESULTS = 1_000;

/** A page of the activity, of which those who have some of the tenants may get less than a page. */
export async function listActivityFor(
  principal: Principal,
  page: ActivityPage,
  filter: ActivityFilter,
): Promise<{ rows: Activity[]; last: number | undefined; more: boolean }> {
  const all = await listActivity(page, filter);
  const fence = await fenceFor(principal);
  const rows = fence ? all.flatMap((row) => narrowed(row, fence, principal) ?? []) : all;
  return { rows, last: all.at(-1)?.id, more: all.length >= page.limit };
}

function narrowed(row: Activity, fence: Fence, { name }: Principal): Activity | null {
  const own = narrowRow(row, fence, name);
  if (!own) return null;
  const isAllTheirs = own.tenantIds.length === row.tenantIds.length;
  return {
    ...own,
    detail: isAllTheirs ? own.detail : null,
    from: row.actor === name ? row.from : null,
    hash: null,
  };
}

/** Of a host as a whole those who have some of the tenants have no history: it tells of all that were on it. */
export async function historyOfFor(
  principal: Principal,
  key: string,
  page: Parameters<typeof historyOf>[1],
): Promise<HistoryOfThing> {
  return historyOf(key, { ...page, ...(principal.tenants && { tenantIds: principal.tenants }) });
}

export async function historyAtFor(principal: Principal, at: number): Promise<HistoryOfMoment> {
  const history = await historyAt(at);
  const fence = await fenceFor(principal);
  if (!fence) return history;
  const parts = history.statuses.filter((one) => isTheirStatus(one, fence));
  return { ...history, statuses: [...parts, ...hostsAt(history.statuses, parts, fence)] };
}

/** Hosts, as their own parts were. */
function hostsAt(all: readonly StatusAt[], parts: readonly StatusAt[], fence: Fence): StatusAt[] {
  return all.flatMap((whole) => {
    const hostId = hostOfStatus(whole.key);
    const own = parts.filter(({ key }) => hostsOfPart(key, fence).includes(hostId ?? ''));
    if (hostId === null || own.length === 0) return [];
    const withFacts = (one: StatusAt) => ({ ...one, facts: [] });
    const { key, health, sentence } = narrowHostStatus(
      withFacts(whole),
      { name: 'the host', ready: true },
      own.map(withFacts),
    );
    return [{ key, health, sentence, tenantId: null, since: whole.since }];
  });
}

/** The newest first. */
export async function recentResultsFor(
  principal: Principal,
  kinds: readonly ResultKind[],
  limit: number,
): Promise<ResultLine[]> {
  const fence = await fenceFor(principal);
  if (!fence) return recentResults(kinds, limit);
  const all = await recentResults(kinds, ALL_RESULTS);
  return all.filter(({ key }) => isTheirResult(key, fence)).slice(0, limit);
}

export async function lastResultFor(principal: Principal, kind: ResultKind, key: string) {
  const fence = await fenceFor(principal);
  return fence && !isTheirResult(key, fence) ? null : lastKept(kind, key);
}

export async function layoutFor(principal: Principal) {
  const layout = await readLayout();
  const fence = await fenceFor(principal);
  if (!fence) return layout;
  return Object.fromEntries(Object.entries(layout).filter(([key]) => isTheirPlace(key, fence)));
}

export async function lastProofFor(principal: Principal) {
  const proof = await lastProof();
  const fence = await fenceFor(principal);
  return proof && fence ? narrowProof(proof, fence) : proof;
}
