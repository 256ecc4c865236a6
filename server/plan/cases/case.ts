import type { Intent } from '../../model/intent';

/** One situation of one host. Its golden text is `plan.txt` beside it. */
export type Case = {
  /** What somebody typed on the fresh host, before Overlane came. Words of `ip` and `bridge`. */
  found?: Typed[];
  /** What was applied before. */
  before?: Intent;
  /** What somebody typed since. */
  since?: Typed[];
  intent: Intent;
  hostId?: string;
  /** The host's address on eth1; 10.10.10.10/16 by default. */
  vtep?: string;
  isolate?: boolean;
};

/** `ip link add …`, `ip -n NAMESPACE link set …`, `bridge fdb …` */
export type Typed = string;
