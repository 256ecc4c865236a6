import { createHash, randomUUID } from 'node:crypto';
import type { LedgerRun, RunEnd } from '../journal/run-ledger';
import { inTurns } from '../observe/in-turns';
import type { Observed } from '../observe/observed';
import { mergedSlices, type ReadBack } from '../observe/parse/observed';
import { ReadError } from '../observe/parse/read-error';
import { namespaceSection } from '../observe/parse/section-output';
import { NAMESPACE_READ_LINES, namespaceSections, readSections } from '../observe/sections';
import type { Plan } from '../plan/plan';
import { type BatchReached, push } from '../push/push';
import type { Fence } from '../ssh/fence';
import type { Runner, RunnerError } from '../ssh/runner';
import type { Run } from './face';

/** Milliseconds for a job: 500 tenants took 8 s, and a host may be ten times slower than the one measured. */
const RUN_LIMIT = 120_000;

export type RunOutcome = {
  run: Run;
  /** The host as read back by the same job, or null where that read is not complete: then it must be read anew. */
  observed: Observed | null;
  fault: RunnerError | null;
};

/** What a run is written down in, before and after. */
export type Ledger = {
  /** @throws where it cannot be written: then nothing is sent */
  begin(run: LedgerRun): Promise<void>;
  end(id: string, end: RunEnd): void;
};

export type Execution = { runner: Runner; plan: Plan; before: Observed; fence: Fence; ledger: Ledger };

/**
 * Runs a plan and reads back what it touched, in one job. It is written down before anything is sent.
 * @throws where it cannot be written down
 */
export async function execute(
  { runner, plan, before, fence, ledger }: Execution,
  tell: (run: Run) => void,
): Promise<RunOutcome> {
  const startedAt = Date.now();
  const run: Run = {
    id: randomUUID(),
    hostId: plan.hostId,
    revision: plan.revision,
    stage: 'pushing',
    startedAt,
    endedAt: null,
    steps: plan.batches.reduce((sum, batch) => sum + batch.steps.length, 0),
    reached: 0,
    errors: [],
  };
  tell(run);
  const { id, hostId, revision, steps } = run;
  await ledger.begin({ id, hostId, revision, steps, digest: digestOf(plan), startedAt });
  const readBackBy = {
    sections: [...readSections(), ...namespaceSections(withoutTail(plan))],
    namespaceTail: { lines: NAMESPACE_READ_LINES, sectionName: namespaceSection },
    timeoutMs: RUN_LIMIT,
  };
  const reached = await push(runner, plan, readBackBy, fence);
  const errors = plan.batches.flatMap((batch, index) => {
    const one = reached.batches[index];
    return one?.kind === 'failed' ? [failureSentence(one, batch.steps[one.step ?? -1]?.sentence)] : [];
  });
  if (reached.fault) errors.push(reached.fault.message);
  const unknown = reached.batches.some((batch) => batch.kind === 'unknown');
  const good = reached.batches.every((batch) => batch.kind === 'done');
  const stage = unknown ? 'unknown' : good ? 'done' : 'failed';
  ledger.end(id, { stage, reached: reached.steps });
  return {
    run: {
      ...run,
      stage,
      endedAt: Date.now(),
      reached: reached.steps,
      errors,
    },
    observed: reached.fault ? null : await readBack(before, plan, reached.readBack, startedAt),
    fault: reached.fault,
  };
}

/** The same steps in the same places have the same digest. */
function digestOf({ batches }: Plan): string {
  const words = batches.map(({ tool, namespace, steps }) => [tool, namespace, steps.map(({ line }) => line)]);
  return createHash('sha256').update(JSON.stringify(words)).digest('base64url').slice(0, 16);
}

/** Namespaces in which the plan runs no `ip`, whose batch could end with reading them back. */
function withoutTail({ batches }: Plan): string[] {
  const touched = new Map<string, boolean>();
  for (const { namespace, tool } of batches) {
    if (namespace !== null) touched.set(namespace, tool === 'ip' || touched.get(namespace) === true);
  }
  return [...touched].filter(([, tailed]) => !tailed).map(([namespace]) => namespace);
}

function failureSentence(failure: BatchReached & { kind: 'failed' }, step: string | undefined): string {
  return step ? `${step}: ${failure.sentence}` : failure.sentence;
}

type Outputs = ReadBack['root'];

/** Null also where a namespace that the plan wrote to has no output: its batch failed, and what it holds is unknown. */
async function readBack(
  before: Observed,
  plan: Plan,
  outputs: Outputs,
  readAt: number,
): Promise<Observed | null> {
  const changed = plan.batches.flatMap(({ namespace }) => (namespace === null ? [] : [namespace]));
  try {
    return await inTurns(mergedSlices(before, { readAt, root: outputs, namespaces: outputs, changed }));
  } catch (error) {
    if (error instanceof ReadError) return null;
    throw error;
  }
}
