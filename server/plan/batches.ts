import { type Draft, STAGES, type Stage } from './draft';
import type { Batch } from './plan';

/** As few processes as possible: one for the host's own namespace, one for each other, one for the FDB. */
export function fewBatches(drafts: readonly Draft[]): Batch[] {
  return merged(STAGES.flatMap((stage) => stageBatches(drafts, stage)));
}

/**
 * Batches that fail by themselves: first what makes way, then a chain for each tenant, then each removal. Only the
 * first batch of a chain is independent; the rest needs what came before it.
 */
export function isolatedBatches(drafts: readonly Draft[]): Batch[] {
  const ways = drafts.filter(({ stage }) => stage === 'make-way');
  const builds = drafts.filter(({ stage }) => stage !== 'make-way' && stage !== 'remove');
  const removals = drafts.filter(({ stage }) => stage === 'remove');
  return [ways, builds, removals].flatMap((part) =>
    [...groupBy(part, ({ key }) => key).values()].flatMap((chain) =>
      merged(STAGES.flatMap((stage) => stageBatches(chain, stage))).map((batch, i) => ({
        ...batch,
        independent: i === 0,
      })),
    ),
  );
}

function stageBatches(drafts: readonly Draft[], stage: Stage): Batch[] {
  const ofStage = drafts.filter((draft) => draft.stage === stage);
  const places = groupBy(ofStage, ({ tool, namespace }) => `${tool} ${namespace ?? ''}`);
  return [...places.values()].flatMap((place) => {
    const [first] = place;
    if (!first) return [];
    const { tool, namespace } = first;
    return [{ tool, namespace, steps: place.map(({ step }) => step), independent: false }];
  });
}

/** Neighbours that would run the same tool in the same place are one process. */
function merged(batches: readonly Batch[]): Batch[] {
  const result: Batch[] = [];
  for (const batch of batches) {
    const last = result.at(-1);
    if (last && last.tool === batch.tool && last.namespace === batch.namespace) {
      result[result.length - 1] = { ...last, steps: [...last.steps, ...batch.steps] };
    } else {
      result.push(batch);
    }
  }
  return result;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
