import type { Desired } from '../compile/desired';
import type { Intent } from '../model/intent';
import type { Observed } from '../observe/observed';
import type { DriftItem } from './drift-item';

export type DriftInput = {
  intent: Intent;
  /** Of the same host as `observed`. */
  desired: Desired;
  observed: Observed;
  /** Ids of tenants of which everything was made on this host once: what differs in these, nobody asked for. */
  settled: ReadonlySet<string>;
  /** The items of this host so far, for how long they have been there. */
  before: readonly DriftItem[];
  /** Milliseconds since the epoch. */
  now: number;
};

/** Every difference that nobody asked for on one host. Pure. */
export function driftOf(_input: DriftInput): DriftItem[] {
  return [];
}
