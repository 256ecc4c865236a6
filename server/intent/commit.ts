import { audit } from '../db/audit';
import { sha256 } from '../db/audit-chain';
import { database, type Transaction } from '../db/client';
import { isNotUnique } from '../db/not-unique';
import type { Origin } from '../model/audit-chain';
import { checkIntent, type Fault } from '../model/check';
import type { Intent } from '../model/intent';
import { type Operation, OperationMisfit, operate, operationsSchema } from '../model/operation';
import { Conflict, Faults, Refused } from './error';
import { changesSince } from './history';
import { loadForChange } from './load';
import { createRollout, type WantedRollout } from './rollout-rows';
import type { IntentRows } from './rows';
import { describeOperations, hostsOf, tenantsOf } from './sentence';
import { writeRows } from './write-rows';

export type ChangeRequest = {
  /** The revision that the operations were made on. */
  base: number;
  operations: readonly Operation[];
  /** For the history; made from the operations where it is missing. */
  sentence?: string;
  /** The revision that this change undoes. */
  undoes?: number;
  /** Name of a user, `cli` or `lab`. */
  actor: string;
  from?: Origin;
  /** What else speaks against the intent that would result: what hosts are known to hold. */
  alsoCheck?: (intent: Intent) => Fault[];
  /** How the change goes to its hosts, asked for after `alsoCheck`; null: each host by itself. */
  rollout?: () => WantedRollout | null;
};

/**
 * The one way in which intent changes: parse, check the whole, and in one transaction write it, the change and the
 * audit row. When one of these fails, nothing was changed.
 * @throws Conflict on a stale base
 * @throws Faults where an operation is malformed or the intent that would result is wrong
 * @throws Refused
 */
export async function commit(request: ChangeRequest): Promise<{ revision: number }> {
  try {
    const operations = parse(request.operations);
    return await database().$transaction((tx) => commitIn(tx, { ...request, operations }));
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal) await auditRefusal(request, refusal);
    throw refusal ?? error;
  }
}

function parse(operations: unknown): Operation[] {
  const parsed = operationsSchema.safeParse(operations);
  if (parsed.success) return parsed.data;
  throw new Faults(
    parsed.error.issues.map((issue) => ({ path: issue.path.join('/'), sentence: issue.message })),
  );
}

async function commitIn(tx: Transaction, request: ChangeRequest): Promise<{ revision: number }> {
  const revision = request.base + 1;
  // First of all, so that the transaction begins as a writer: SQLite never lets a reader become one after another
  // process wrote.
  const { count } = await tx.fabric.updateMany({ where: { revision: request.base }, data: { revision } });
  if (count === 0) {
    const fabric = await tx.fabric.findFirstOrThrow({ select: { revision: true } });
    throw new Conflict(fabric.revision, await changesSince(tx, request.base));
  }
  if (request.undoes !== undefined) await requireChange(tx, request.undoes);

  const { rows, intent: before } = await loadForChange(tx, request.base);
  const { intent, inverse } = operate(before, request.operations);
  const next = { ...intent, revision };
  const faults = checkIntent(next);
  if (faults.length === 0 && request.alsoCheck) faults.push(...request.alsoCheck(next));
  if (faults.length > 0) throw new Faults(faults);

  await write(tx, rows, intent);
  const sentence = request.sentence ?? describeOperations(request.operations, before, intent);
  const at = new Date();
  await tx.change.create({
    data: {
      revision,
      base: request.base,
      operations: JSON.stringify(request.operations),
      inverse: JSON.stringify(inverse),
      sentence,
      actor: request.actor,
      at,
      undoes: request.undoes ?? null,
    },
  });
  const rollout = request.rollout?.() ?? null;
  if (rollout) await createRollout(tx, { ...rollout, revision, sentence, actor: request.actor, at });
  await audit(
    tx,
    {
      actor: request.actor,
      from: request.from,
      action: 'change',
      subject: `revision ${revision}`,
      sentence,
      outcome: 'done',
      detail: {
        ...{ revision, undoes: request.undoes ?? null, operations: request.operations.length },
        ...beforeAndAfter(inverse, request.operations),
      },
      tenantIds: tenantsOf(request.operations),
      hostIds: hostsOf(request.operations, before, intent),
    },
    at,
  );
  return { revision };
}

/** Characters of operations that an audit row holds; of more it holds the hash, and the change has them whole. */
const LONGEST_TOLD = 8_000;

/** What leads back and what was asked for, with hashes that hold the change's own row to what it was. */
function beforeAndAfter(inverse: readonly Operation[], operations: readonly Operation[]) {
  const told = (all: readonly Operation[]) => {
    const text = JSON.stringify(all);
    const hash = sha256(text);
    return text.length <= LONGEST_TOLD ? { operations: all, sha256: hash } : { sha256: hash };
  };
  return { before: told(inverse), after: told(operations) };
}

async function write(tx: Transaction, rows: IntentRows, intent: Intent): Promise<void> {
  if (rows.fabric.vxlanPort !== intent.vxlan.port || rows.fabric.driftPolicy !== intent.drift) {
    const data = { vxlanPort: intent.vxlan.port, driftPolicy: intent.drift };
    await tx.fabric.update({ where: { id: rows.fabric.id }, data });
  }
  await writeRows(tx, rows, intent);
}

async function requireChange(tx: Transaction, revision: number): Promise<void> {
  const change = await tx.change.findUnique({ where: { revision }, select: { revision: true } });
  if (!change) throw new Refused(`There is no revision ${revision} to undo.`);
}

function asRefusal(error: unknown): Conflict | Faults | Refused | null {
  if (error instanceof Conflict || error instanceof Faults || error instanceof Refused) return error;
  if (error instanceof OperationMisfit) {
    const fault: Fault = { path: `operations/${error.index}`, sentence: error.message };
    return new Faults([fault]);
  }
  // The belt under checkIntent, for what it does not know: ids that are used twice across tenants.
  if (isNotUnique(error)) {
    return new Refused('Two things would have the same id: draft the change again.', { cause: error });
  }
  return null;
}

async function auditRefusal(request: ChangeRequest, refusal: Conflict | Faults | Refused): Promise<void> {
  const entry = {
    actor: request.actor,
    from: request.from,
    action: 'change',
    subject: `on revision ${request.base}`,
    sentence: refusal.message,
    outcome: 'refused',
    detail: refusal instanceof Faults ? { faults: refusal.faults.slice(0, 50) } : null,
  } as const;
  await database().$transaction((tx) => audit(tx, entry));
}
