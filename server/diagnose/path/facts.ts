import { driftKey } from '../../model/drift-key';
import type { Mending } from '../../plan/mending';
import type { ObjectRef } from '../../plan/plan';
import { type Difference, differenceWords } from '../../status/difference';
import type { FactState, Fix, HopFact } from './answer';
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
    const fix = mending && (inTheWay(host, mending.object) ?? repair(host, difference, mending));
    return { state, what, expected, found, show, fix };
  });
}

function repair(host: SeenHost, difference: Difference, mending: Mending): Fix {
  const sentence = `Repair on ${host.name}: ${differenceWords(difference)}.`;
  return { kind: 'repair', key: driftKey(host.hostId, mending), sentence };
}

/** What is not ours is not ours to take away. */
function inTheWay(host: SeenHost, { name, namespace }: ObjectRef): Fix | null {
  const refusal = host.refusals.find(({ object }) => object === name || object === `${namespace}/${name}`);
  if (!refusal) return null;
  if (refusal.code !== 'foreign-name') return { kind: 'advice', sentence: refusal.sentence };
  const argv = ['ip', ...(namespace === null ? [] : ['-n', namespace]), 'link', 'del', 'dev', name];
  const sentence = `${refusal.sentence} If nobody needs it, on ${host.name}: ${argv.join(' ')}`;
  return { kind: 'command', host: host.name, argv, sentence };
}
