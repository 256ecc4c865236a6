import { parseOwnerMark } from '../model/owner';
import type { Observed } from '../observe/observed';
import type { ObjectRef, Plan } from './plan';

/** Devices and namespaces of a host: how many go, of how many of ours that run there. */
type Deletions = { count: number; of: number };

/** Of what runs, the part beyond which a person must say so explicitly. */
const MUCH = 1 / 5;

/**
 * What a plan takes away for good. What the same plan makes again is not gone, what is given back to people stays, and
 * a namespace takes along what is inside of it.
 */
export function deletionsOf({ batches }: Plan, observed: Observed, fabric: string): Deletions {
  const steps = batches.flatMap((batch) => batch.steps);
  const made = new Set(steps.filter(({ action }) => action === 'create').map(({ object }) => keyOf(object)));
  const gone = new Set(
    steps
      .filter(({ action, object }) => action === 'delete' && isThing(object))
      .map(({ object }) => keyOf(object)),
  );
  const count = [...gone].filter((key) => !made.has(key)).length;
  return { count, of: ours(observed, fabric) };
}

/** Whether so much goes that nobody can be taken to mean it without saying so. */
export function isMuch({ count, of }: Deletions): boolean {
  return count > of * MUCH;
}

function isThing({ kind, namespace }: ObjectRef): boolean {
  return namespace === null && kind !== 'flood-entry' && kind !== 'address';
}

function keyOf({ kind, name }: ObjectRef): string {
  return `${kind === 'namespace' ? 'namespace' : 'device'} ${name}`;
}

function ours({ links, namespaces }: Observed, fabric: string): number {
  const isOurs = (alias: string | null) => parseOwnerMark(alias)?.fabric === fabric;
  return (
    links.filter(({ alias }) => isOurs(alias)).length +
    namespaces.filter((space) => space.links.some(({ name, alias }) => name === 'lo' && isOurs(alias))).length
  );
}
