import type { Desired } from '../compile/desired';
import type { Intent } from '../model/intent';
import type { Observed } from '../observe/observed';
import type { HostLink } from './host-link';

/** What whoever probes hosts sees of the fabric, at the moment of asking. */
export type FabricSight = {
  /** The connection, or why there is none. */
  link(hostId: string): HostLink | { sentence: string };
  /** The line that installs tcpdump on a host, where it is known. */
  tcpdumpRemedy(hostId: string): string | null;
  intent(): Intent;
  desired(hostId: string): Desired | null;
  observed(hostId: string): Observed | null;
};
