import type { Plan } from '../plan/plan';
import type { Fence } from '../ssh/fence';
import { type Runner, RunnerError, type Section, type SectionOutput } from '../ssh/runner';
import { type BatchFailure, parseFailure } from './failure';
import { type BatchSection, batchSectionName, batchSections, type NamespaceTail } from './sections';

/** What is known of one batch. unknown: the connection or the host went before its end was seen; read the host. */
export type BatchReached =
  | { kind: 'done' }
  | ({ kind: 'failed' } & BatchFailure)
  | { kind: 'not-run' }
  | { kind: 'unknown' };

export type Reached = {
  /** One for each batch of the plan. */
  batches: BatchReached[];
  /** Steps that are known to be done. */
  steps: number;
  /** The read-back sections that ended, those of the namespaces' tails included. */
  readBack: SectionOutput[];
  /** Why the job did not come to its end, or null. */
  fault: RunnerError | null;
};

export type ReadBack = {
  /** Run after the batches, whatever became of them. */
  sections: readonly Section[];
  namespaceTail?: NamespaceTail;
  /** Milliseconds for batches and read-back together. */
  timeoutMs: number;
};

/**
 * Runs a plan on its host as one job, which is delivered whole before its first line runs, and reads back. Makes no
 * choice: the plan has decided everything. A host that goes away is an outcome and no error.
 * @param fence who writes; a host with a later writer runs nothing of it
 * @throws BatchWordError before anything is sent, where the plan holds a word that no batch may hold
 */
export async function push(runner: Runner, plan: Plan, readBack: ReadBack, fence?: Fence): Promise<Reached> {
  const afterwards = readBack.sections[0]?.name ?? null;
  const tail = readBack.namespaceTail ?? null;
  const batches = batchSections(plan.batches, tail, afterwards);
  const sections = [...batches.map(({ section }) => section), ...readBack.sections];
  try {
    const { sections: ended } = await runner.run({ sections, timeoutMs: readBack.timeoutMs, fence });
    return reached(plan, batches, tail, ended, null);
  } catch (error) {
    if (!(error instanceof RunnerError)) throw error;
    return reached(plan, batches, tail, error.reached, error);
  }
}

/** Faults after which it is certain that nothing ran. */
const NOTHING_RAN = new Set<RunnerError['fault']>(['not-connected', 'sudo-refused', 'fenced']);

function reached(
  plan: Plan,
  batches: readonly BatchSection[],
  tail: NamespaceTail | null,
  ended: readonly SectionOutput[],
  fault: RunnerError | null,
): Reached {
  const outputs = new Map(ended.map((section) => [section.name, section]));
  const result: Reached = { batches: [], steps: 0, readBack: [], fault };
  for (const [index, batch] of plan.batches.entries()) {
    const output = outputs.get(batchSectionName(index));
    const one = batchReached(batch, output, fault);
    result.batches.push(one);
    if (one.kind === 'done') result.steps += batch.steps.length;
    if (one.kind === 'failed' && batch.tool !== 'sysctl') result.steps += one.step ?? 0;
    const namespace = batches[index]?.readsBack ?? null;
    if (one.kind === 'done' && output && tail && namespace !== null) {
      result.readBack.push({ ...output, name: tail.sectionName(namespace) });
    }
  }
  const own = new Set(batches.map(({ section }) => section.name));
  result.readBack.push(...ended.filter(({ name }) => !own.has(name)));
  return result;
}

function batchReached(
  batch: Plan['batches'][number],
  output: SectionOutput | undefined,
  fault: RunnerError | null,
): BatchReached {
  if (output) {
    if (output.code === 0) return { kind: 'done' };
    return { kind: 'failed', ...parseFailure(batch, output.stderr, output.code) };
  }
  return fault === null || NOTHING_RAN.has(fault.fault) ? { kind: 'not-run' } : { kind: 'unknown' };
}
