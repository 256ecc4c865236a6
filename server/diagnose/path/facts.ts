import { driftKey } from '../../model/drift-key';
import { type Difference, differenceWords } from '../../status/difference';
import type { Fix, FactState, HopFact } from './answer';
import type { SeenHost } from './scene';

type Shown = { show: readonly string[] };

/** A fact that is as it must be. */
export function right(what: string, found: string, { show }: Shown): HopFact {
  return { state: 'right', what, expected: found, found, show, fix: null };
}

export function fact(
  state: FactState,
  what: string,
  expected: string | null,
  found: string,
  { show, fix = null }: Shown & { fix?: Fix | null },
): HopFact {
  return { state, what, expected, found, show, fix };
}

/**
 * What differs from intent, as facts of a path: what loses frames is wrong, the rest a risk. `isSymptom`: it follows from
 * something else on the way.
 */
export function fromDifferences(
  host: SeenHost,
  differences: readonly Difference[],
  { show, isSymptom = () => false }: Shown & { isSymptom?: (difference: Difference) => boolean },
): HopFact[] {
  return differences.map((difference) => {
    const { what, expected, found, weight, mending } = difference;
    const state = isSymptom(difference) ? 'symptom' : weight === 'failed' ? 'wrong' : 'risky';
    const fix: Fix | null = mending && {
      kind: 'repair',
      key: driftKey(host.hostId, mending),
      sentence: `Repair on ${host.name}: ${differenceWords(difference)}.`,
    };
    return { state, what, expected, found, show, fix };
  });
}
