import { badNamespaceName } from '../model/device-name';
import type { Batch } from '../plan/plan';
import type { Section } from '../ssh/runner';
import { BatchWordError, batchLine } from './batch-line';

/** Reads a namespace back in the process that changed it last, so that it costs no other. */
export type NamespaceTail = {
  /** Lines for `ip -n NAMESPACE -j -d -s -batch -`; each prints one JSON document. */
  lines: readonly string[];
  /** The name that this read's output shall have. */
  sectionName: (namespace: string) => string;
};

/** `readsBack`: the namespace that its output tells of, or null. */
export type BatchSection = { section: Section; readsBack: string | null };

/**
 * A plan's batches as sections of one job. A batch that fails is followed by the next that is independent, or by the
 * section named `afterwards`: what is not independent needs those before it.
 * @param afterwards null: nothing follows the batches
 * @throws BatchWordError before anything is sent
 */
export function batchSections(
  batches: readonly Batch[],
  tail: NamespaceTail | null,
  afterwards: string | null,
): BatchSection[] {
  const last = lastOfNamespace(batches);
  return batches.map((batch, index) => {
    const independent = batches.findIndex((other, i) => i > index && other.independent);
    const next = independent >= 0 ? batchSectionName(independent) : afterwards;
    const onFailure = next === null ? ('stop' as const) : { skipTo: next };
    const ownTail = batch.namespace !== null && last.get(batch.namespace) === index ? tail : null;
    const command = batchCommand(batch, ownTail);
    return {
      section: { name: batchSectionName(index), ...command, onFailure },
      readsBack: ownTail === null ? null : batch.namespace,
    };
  });
}

export const batchSectionName = (index: number) => `batch ${index}`;

function batchCommand(batch: Batch, tail: NamespaceTail | null): Pick<Section, 'argv' | 'input'> {
  const namespace = batch.namespace === null ? null : checkedNamespace(batch.namespace);
  const lines = batch.steps.map(({ line }) => batchLine(line));
  switch (batch.tool) {
    case 'ip':
    case 'bridge': {
      const reads =
        batch.tool === 'ip' && tail !== null ? tail.lines.map((line) => batchLine(line.split(' '))) : [];
      const flags = reads.length > 0 ? ['-j', '-d', '-s'] : [];
      const where = namespace === null ? [] : ['-n', namespace];
      return {
        argv: [batch.tool, ...flags, ...where, '-batch', '-'],
        input: `${[...lines, ...reads].join('\n')}\n`,
      };
    }
    case 'sysctl': {
      if (batch.steps.some(({ line }) => line.length !== 1)) throw new BatchWordError(lines.join(' '));
      const set = ['sysctl', '-qw', ...lines];
      return { argv: namespace === null ? set : ['ip', 'netns', 'exec', namespace, ...set] };
    }
  }
}

function checkedNamespace(name: string): string {
  if (badNamespaceName(name) !== null) throw new BatchWordError(name);
  return name;
}

/** The namespace is read after its last change, and once. */
function lastOfNamespace(batches: readonly Batch[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const [index, { tool, namespace }] of batches.entries()) {
    if (namespace !== null && tool === 'ip') last.set(namespace, index);
  }
  return last;
}
