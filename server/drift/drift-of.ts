import type { Desired } from '../compile/desired';
import { driftKey } from '../model/drift-key';
import type { Intent } from '../model/intent';
import type { Observed } from '../observe/observed';
import type { Refusal, Stray } from '../plan/plan';
import type { Difference } from '../status/difference';
import { compared } from '../status/found';
import { Stopped } from '../status/stopped';
import { acceptance } from './accept';
import { differing } from './differing';
import type { DriftItem } from './drift-item';
import { inTheWay } from './in-the-way';
import { Scene } from './scene';
import { sentenceOf } from './sentence';

export type DriftInput = {
  intent: Intent;
  /** Of the same host as `observed`. */
  desired: Desired;
  observed: Observed;
  /** Ids of tenants of which everything was made on this host once: what differs in these, nobody asked for. */
  settled: ReadonlySet<string>;
  /** Of the latest plan of this host: what they stop cannot be put right, and is told as what is in the way. */
  refusals: readonly Refusal[];
  strays: readonly Stray[];
  /** The items of this host so far, for how long they have been there. */
  before: readonly DriftItem[];
  /** Milliseconds since the epoch. */
  now: number;
};

/**
 * Every difference that nobody asked for on one host, each once, in the order of what is desired. Pure. It lists what a
 * plan of everything would mend in these tenants, and what it refuses to.
 */
export function driftOf({
  intent,
  desired,
  observed,
  settled,
  refusals,
  strays,
  before,
  now,
}: DriftInput): DriftItem[] {
  const scene = new Scene(intent, desired, observed);
  const since = new Map(before.map((item) => [item.key, item.since]));
  const items = new Map<string, DriftItem>();
  const put = (item: Omit<DriftItem, 'since'>) => {
    if (!items.has(item.key)) items.set(item.key, { ...item, since: since.get(item.key) ?? now });
  };
  for (const refusal of refusals) {
    if (refusal.tenantId !== null && settled.has(refusal.tenantId)) put(inTheWay(refusal, desired));
  }
  for (const part of differing(desired, compared(observed, strays), new Stopped(refusals))) {
    const { tenantId, networkId, endpointId } = part;
    if (!settled.has(tenantId)) continue;
    for (const difference of part.differences) {
      const { mending, weight, found } = difference;
      if (!mending) continue;
      const { object, attribute } = mending;
      const expected = isTooMuch(difference) ? null : difference.expected;
      const lost = { ...part, mending, expected, found };
      put({
        key: driftKey(desired.hostId, mending),
        hostId: desired.hostId,
        tenantId,
        networkId,
        endpointId,
        object,
        attribute,
        expected: isTooLittle(difference) ? mending.which : expected,
        found,
        sentence: sentenceOf(scene, lost),
        weight,
        accept: acceptance(scene, lost),
      });
    }
  }
  return [...items.values()];
}

/** One of several is not there: which one is what was expected. */
function isTooLittle({ found, mending }: Difference): boolean {
  return found === 'missing' && mending !== null && mending.which !== null;
}

/** One of several, or a thing at a place, that should not be there. */
function isTooMuch({ expected, mending }: Difference): boolean {
  return expected === 'none' && (mending?.which !== null || mending.attribute === 'presence');
}
