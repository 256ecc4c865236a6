import { isDeepStrictEqual } from 'node:util';
import { database } from '../db/client';
import type { Change } from '../db/generated/client';
import { checkIntent } from '../model/check';
import type { Intent } from '../model/intent';
import { type Operation, OperationMisfit, operate, operationsSchema } from '../model/operation';
import { Refused } from './error';
import { readRows } from './load';
import { fromRows } from './rows';

export type Inverse = { base: number; operations: Operation[]; sentence: string; undoes: number };

/**
 * The operations that undo one revision against the intent as it is now.
 * @throws Refused where there is no such revision, or a later change touched the same thing
 */
export async function inverseOf(revision: number): Promise<Inverse> {
  const { rows, changes } = await database().$transaction(async (tx) => ({
    rows: await readRows(tx),
    changes: await tx.change.findMany({
      where: { revision: { gte: revision } },
      orderBy: { revision: 'asc' },
    }),
  }));
  const [change, ...later] = changes;
  if (change?.revision !== revision) throw new Refused(`There is no revision ${revision} to undo.`);
  const present = fromRows(rows);
  const operations = parsed(change.inverse);
  refuseIfTouched(change, later, present);
  refuseIfWrong(change, operations, present);
  return { base: present.revision, operations, sentence: undoSentence(change), undoes: revision };
}

/** Later changes are taken back in thought; what the change touched must look then as it looks now. */
function refuseIfTouched(change: Change, later: Change[], present: Intent): void {
  let after = present;
  for (const next of later.toReversed()) after = operate(after, parsed(next.inverse)).intent;
  const touched = new Set(parsed(change.operations).map(subjectOf));
  for (const subject of touched) {
    if (isDeepStrictEqual(pick(after, subject), pick(present, subject))) continue;
    const by = later.findLast((next) => parsed(next.operations).some((o) => overlap(subjectOf(o), subject)));
    throw new Refused(
      by
        ? `Revision ${change.revision} (${change.sentence}) cannot be undone by itself: revision ${by.revision} (${by.sentence}) changed the same thing later. Undo that one first.`
        : `Revision ${change.revision} (${change.sentence}) cannot be undone by itself: what it changed was changed again later.`,
    );
  }
}

function refuseIfWrong(change: Change, operations: Operation[], present: Intent): void {
  const why = (sentence: string) =>
    new Refused(`Revision ${change.revision} (${change.sentence}) cannot be undone now: ${sentence}.`);
  let result: Intent;
  try {
    result = operate(present, operations).intent;
  } catch (error) {
    throw error instanceof OperationMisfit ? why(error.message) : error;
  }
  const [fault] = checkIntent(result);
  if (fault) throw why(fault.sentence);
}

function undoSentence(change: Change): string {
  const undone = /^undo: (.*)$/s.exec(change.sentence);
  if (change.undoes !== null && undone?.[1]) return `redo: ${undone[1]}`;
  const redone = /^redo: (.*)$/s.exec(change.sentence);
  return `undo: ${redone?.[1] ?? change.sentence}`;
}

const parsed = (json: string): Operation[] => operationsSchema.parse(JSON.parse(json));

/** What an operation is about, as a path: a tenant that came or went stands for all that is in it. */
function subjectOf(operation: Operation): string {
  switch (operation.op) {
    case 'fabric.set':
      return 'fabric';
    case 'drift.set':
      return 'drift';
    case 'host.add':
    case 'host.set':
      return `host/${operation.host.id}`;
    case 'host.remove':
      return `host/${operation.hostId}`;
    case 'tenant.add':
      return `tenant/${operation.tenant.id}`;
    case 'tenant.remove':
      return `tenant/${operation.tenantId}`;
    case 'tenant.set':
      return `tenant/${operation.tenant.id}/itself`;
    case 'network.add':
    case 'network.set':
      return `tenant/${operation.tenantId}/network/${operation.network.id}`;
    case 'network.remove':
      return `tenant/${operation.tenantId}/network/${operation.networkId}`;
    case 'endpoint.add':
    case 'endpoint.set':
      return `tenant/${operation.tenantId}/endpoint/${operation.endpoint.id}`;
    case 'endpoint.remove':
      return `tenant/${operation.tenantId}/endpoint/${operation.endpointId}`;
  }
}

function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function pick(intent: Intent, subject: string): unknown {
  const [kind, id, part, partId] = subject.split('/');
  if (kind === 'fabric') return intent.vxlan;
  if (kind === 'drift') return intent.drift;
  if (kind === 'host') return intent.hosts.find((host) => host.id === id) ?? null;
  const tenant = intent.tenants.find((candidate) => candidate.id === id);
  if (!tenant) return null;
  // Whole, but for order: what was removed and put back again is at the end of its list.
  if (part === undefined) {
    return { ...tenant, networks: byId(tenant.networks), endpoints: byId(tenant.endpoints) };
  }
  if (part === 'network') return tenant.networks.find((network) => network.id === partId) ?? null;
  if (part === 'endpoint') return tenant.endpoints.find((endpoint) => endpoint.id === partId) ?? null;
  const { networks: _networks, endpoints: _endpoints, ...itself } = tenant;
  return itself;
}

function byId<T extends { id: string }>(list: readonly T[]): T[] {
  return list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
