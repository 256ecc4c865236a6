import { checkIntent, type Fault } from '@/server/model/check';
import type { Intent } from '@/server/model/intent';
import { type Operation, OperationMisfit, operate } from '@/server/model/operation';
import { canonical } from './canonical';

/** One thing that a person did and that is not yet applied. */
export type DraftEntry = {
  id: string;
  operations: Operation[];
  /** What led back when it was drafted: it says what the entry found, and so whether that has changed since. */
  inverse: Operation[];
  /** What it does, for a person: "add tenant microsoft on node01 and node02". */
  sentence: string;
  /** The revision whose inverse this entry is, where it was made by undo. */
  undoes: number | null;
};

/**
 * Why an entry does not fit the intent that somebody else committed meanwhile. gone: what it needs is not there, or
 * what it adds is. changed: it fits, but would write over what somebody else wrote.
 */
export type Clash = {
  entryId: string;
  kind: 'gone' | 'changed';
  sentence: string;
  /** What would lead back from the entry now; nothing where it does not fit. */
  now: Operation[];
};

export type DraftView = {
  /** Intent with every entry that fits; the same object as the committed intent where there is no entry. */
  intent: Intent;
  operations: Operation[];
  clashes: Clash[];
  /** What is wrong with `intent` as a whole. Empty for an empty draft. */
  faults: Fault[];
};

/** The draft on an intent, entry by entry. Entries that clash are left out of the intent and named. */
export function replay(committed: Intent, entries: readonly DraftEntry[]): DraftView {
  let intent = committed;
  const operations: Operation[] = [];
  const clashes: Clash[] = [];
  for (const entry of entries) {
    try {
      const step = operate(intent, entry.operations);
      if (canonical(step.inverse) !== canonical(entry.inverse)) {
        clashes.push({
          entryId: entry.id,
          kind: 'changed',
          sentence: 'somebody else changed the same thing since you drafted this',
          now: step.inverse,
        });
        continue;
      }
      intent = step.intent;
      operations.push(...entry.operations);
    } catch (error) {
      if (!(error instanceof OperationMisfit)) throw error;
      clashes.push({ entryId: entry.id, kind: 'gone', sentence: error.message, now: [] });
    }
  }
  return { intent, operations, clashes, faults: entries.length > 0 ? checkIntent(intent) : [] };
}
