import type { Fault } from '../model/check';
import type { ChangeSummary } from './history';

/** The change was made on a revision that is not the current one. */
export class Conflict extends Error {
  readonly current: number;
  /** What was committed since, oldest first. */
  readonly since: ChangeSummary[];
  constructor(current: number, since: ChangeSummary[]) {
    super(
      since.length > 0
        ? `The fabric is at revision ${current} now; since your revision: ${since.map((c) => c.sentence).join('; ')}.`
        : `The fabric is at revision ${current}, which is not the one that the change was made on.`,
    );
    this.name = 'Conflict';
    this.current = current;
    this.since = since;
  }
}

/** The intent that would result is wrong; every fault is named, and nothing was written. */
export class Faults extends Error {
  readonly faults: Fault[];
  constructor(faults: Fault[]) {
    super(faults.map((fault) => fault.sentence).join('; '));
    this.name = 'Faults';
    this.faults = faults;
  }
}

/** It cannot be done as asked, for the reason that the sentence gives. */
export class Refused extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'Refused';
  }
}
