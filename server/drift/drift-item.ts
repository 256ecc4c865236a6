import type { Operation } from '../model/operation';
import type { ObjectRef } from '../plan/plan';

/** One attribute of one of our objects on one host that differs from desired although nobody changed the intent. */
export type DriftItem = {
  /**
   * Stable while the difference lasts: `HOST/KIND/NAMESPACE/NAME/ATTRIBUTE`, NAMESPACE empty for the host's own. For a
   * flood entry or an address ATTRIBUTE holds which one.
   */
  key: string;
  hostId: string;
  tenantId: string;
  networkId: string | null;
  endpointId: string | null;
  object: ObjectRef;
  /** In the words of `ip`: `state`, `mtu`, `master`, `address`, `flood entry`, `presence`, … */
  attribute: string;
  /** null: it should not be there at all. */
  expected: string | null;
  /** `missing` where the object is gone. */
  found: string;
  /** For a person, with what it means for the tenant where it is known. */
  sentence: string;
  /** failed: frames are lost; degraded: not yet. */
  weight: 'failed' | 'degraded';
  /** Milliseconds since the epoch: the read that showed it first. */
  since: number;
  /** The change of intent that makes the found state the wanted one, or why intent has no word for it. */
  accept: { operations: Operation[] } | { whyNot: string };
};
