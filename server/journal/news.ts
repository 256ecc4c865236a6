import type { Outcome } from '../db/audit';
import type { Operation } from '../model/operation';

/** What happened and goes into the activity. Nobody asked for what the actor `network` did. */
export type News = {
  /** Milliseconds since the epoch. */
  at: number;
  actor: 'network' | 'controller';
  action:
    | 'link.down'
    | 'link.up'
    | 'drift.seen'
    | 'drift.ended'
    | 'isolation.touching'
    | 'isolation.apart'
    | 'tunnel.failed'
    | 'tunnel.back'
    | 'host.state'
    | 'host.reboot'
    | 'run'
    | 'journal.more'
    | 'journal.lost';
  subject: string;
  sentence: string;
  outcome: Outcome;
  tenantIds: string[];
  hostIds: string[];
  /** Somebody made it right by changing intent after this revision, with these operations. */
  accepted?: { after: number; operations: readonly Operation[] };
};
