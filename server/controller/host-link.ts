import type { Finding } from '../model/finding';
import type { Host } from '../model/intent';
import type { Capabilities } from '../observe/capabilities';
import type { Runner } from '../ssh/runner';
import type { HostState } from './face';

/** An open, probed connection to a host. */
export type HostLink = {
  runner: Runner;
  capabilities: Capabilities;
  findings: Finding[];
  /** Milliseconds since the epoch: the last sign of life of the host on this connection. */
  heardAt(): number;
  /** How many channels the host takes at once (sshd's MaxSessions), once it has refused one; else null. */
  channels(): number | null;
  /** Resolves when the connection has ended, whoever ended it. */
  closed: Promise<void>;
  /** Why it ended, where that is not the host's own doing. */
  lost?(): NoLink | null;
  close(): void;
};

/** A connection that is of no use for the host itself, and that others are reached through. */
export type HeldLink = Pick<HostLink, 'closed' | 'close'>;

/** @throws NoLink */
export type OpenLink = (host: Host) => Promise<HostLink>;

/** Why there is no connection, as the state that the host is in because of it. */
export class NoLink extends Error {
  readonly state: Exclude<HostState, 'connecting' | 'ready'>;
  readonly finding: Finding;
  readonly shownKey: string | null;
  readonly held: HeldLink | null;
  constructor(
    state: NoLink['state'],
    finding: Finding,
    shownKey: string | null = null,
    held: HeldLink | null = null,
  ) {
    super(finding.sentence);
    this.name = 'NoLink';
    this.state = state;
    this.finding = finding;
    this.shownKey = shownKey;
    this.held = held;
  }
}
