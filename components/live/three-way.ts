import type { Operation } from '@/server/model/operation';
import { canonical } from './canonical';

/** One field of an object that two people changed, as it was, as it is now, and as it was drafted; null: not there. */
export type Difference = {
  field: string;
  before: string | null;
  theirs: string | null;
  mine: string | null;
  /** Both gave it another value. */
  contested: boolean;
};

export type ThreeWay = {
  differences: Difference[];
  /** What is there now with what was drafted put on it: mine only in fields that I changed. */
  merged: Operation[];
};

/**
 * What somebody else and a draft made of the same things. `found` and `now` are what leads back from the operations: on the
 * intent that they were drafted on, and on the one that is there now.
 */
export function threeWay(
  mine: readonly Operation[],
  found: readonly Operation[],
  now: readonly Operation[],
): ThreeWay {
  const differences: Difference[] = [];
  const merged = mine.map((operation, i) => {
    // The way back begins with what was done last.
    const [before, theirs] = [found.at(-1 - i), now.at(-1 - i)];
    if (!before || !theirs || before.op !== theirs.op) return operation;
    if (operation.op === before.op) {
      return merge(before, theirs, operation, [], differences) as Operation;
    }
    // What I remove, the way back adds whole: what they made of it meanwhile is all that is to be told.
    const theirOwn: Difference[] = [];
    merge(before, theirs, before, [], theirOwn);
    differences.push(...theirOwn.map((one) => ({ ...one, mine: null, contested: true })));
    return operation;
  });
  return { differences, merged };
}

/** Mine where I changed it, theirs elsewhere; `differences` gets each field that one of us changed. */
function merge(
  before: unknown,
  theirs: unknown,
  mine: unknown,
  way: readonly string[],
  differences: Difference[],
): unknown {
  if (isRecord(before) && isRecord(theirs) && isRecord(mine)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(theirs), ...Object.keys(mine)]);
    const fields = [...keys].map((key) => {
      return [key, merge(before[key], theirs[key], mine[key], [...way, key], differences)] as const;
    });
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }
  const [isMine, isTheirs] = [!same(before, mine), !same(before, theirs)];
  if (isMine || isTheirs) {
    differences.push({
      field: way.slice(1).join(' › ') || way.join(),
      ...{ before: told(before), theirs: told(theirs), mine: told(mine) },
      contested: isMine && isTheirs && !same(theirs, mine),
    });
  }
  return isMine ? mine : theirs;
}

function told(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ');
  return JSON.stringify(value);
}

const same = (a: unknown, b: unknown) => canonical(a) === canonical(b);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
