import type { Proposal } from '../adopt/proposal';
import type { Isolation } from '../diagnose/isolation/isolation';
import type { PathAnswer } from '../diagnose/path/answer';
import type { PathWish } from '../diagnose/path/scene';
import type { ProofSummary } from '../diagnose/proof/proof';
import type { DriftItem } from '../drift/drift-item';
import type { Carriage } from '../live/carriage';
import type { ObservedPatch } from '../live/observed-patch';
import type { CaptureFilter, CaptureLimits, CapturePlace } from '../model/capture';
import type { Fault } from '../model/check';
import type { Finding } from '../model/finding';
import type { Intent } from '../model/intent';
import type { Rollout } from '../model/rollout';
import type { TraceEnds, TraceLimits } from '../model/trace';
import type { Capabilities } from '../observe/capabilities';
import type { LinkStats, Observed } from '../observe/observed';
import type { Plan } from '../plan/plan';
import type { CaptureEvent } from '../probe/capture-event';
import type { MatrixEvent, MatrixRequest } from '../probe/matrix-event';
import type { MtuEvent } from '../probe/mtu-event';
import type { PingEvent, PingRequest } from '../probe/ping-event';
import type { ProofEvent } from '../probe/proof-event';
import type { SweepEvent, SweepRequest } from '../probe/sweep-event';
import type { TraceEvent } from '../probe/trace-event';
import type { Status } from '../status/status';

/** Somebody who looks now, or the journal, which always listens. */
export type Watcher = 'person' | 'keeper';

/**
 * The controller's public face: plain data in and out, so that the controller can move to a process of its own.
 */
export interface Controller {
  /**
   * The state as it is now, and then everything that happens. `after`: the last event id that the caller has. Where only
   * keepers watch, nobody looks: counters are not sampled, and what passes by is read at leisure.
   */
  watch(after: number | null, signal: AbortSignal, who?: Watcher): AsyncIterable<LiveEvent>;
  /** What applying this intent would do on each host, from what was last observed. Nothing is sent to a host. */
  preview(intent: Intent): HostPlan[];
  /**
   * What hosts would refuse of this intent and do not refuse already, each naming the object in the way. A change that
   * would meet one is refused before any host is touched.
   */
  newRefusals(intent: Intent): Fault[];
  /**
   * The same, with what the change would do to the hosts' own ways, and how it goes to its hosts: all or none of them.
   * null: it changes none that can be reached.
   */
  weigh(intent: Intent): Weight;
  /** Changes on their way, and the last ones that were kept or undone. */
  rollouts(): Rollout[];
  /** Resolves when no other change is on its way that must end first, or after so many milliseconds. */
  quiet(limitMs: number): Promise<void>;
  /** A person keeps a change whatever the checks say. @returns whether it was there to be kept */
  keepRollout(revision: number): boolean;
  /** A person has a change undone on all of its hosts. @returns whether it was there to be undone */
  undoRollout(revision: number, actor: string): boolean;
  /** What people built on the hosts by hand, and what of it can be adopted. */
  proposal(): Proposal;
  /**
   * Why one endpoint cannot reach another, or that it can, from what is known; with `probe`, both hosts are read anew and
   * marked packets are sent both ways.
   * @throws NoPath where none is meant to be
   */
  path(wish: PathWish, probe: boolean, signal: AbortSignal): Promise<PathAnswer>;
  /** Matrices that are repeated, by network. */
  matrixPlans(): MatrixPlan[];
  /** null: none any more. */
  planMatrix(networkId: string, everyMinutes: number | null): Promise<void>;
  /** Intent was committed: load it and bring every host to it. */
  intentChanged(): Promise<void>;
  /** Connect to what may be a new host and say which key it shows; nothing is authenticated or sent. */
  scanHostKey(target: ScanTarget): Promise<{ fingerprint: string; type: string }>;
  /** Try an unreachable or refused host now. */
  retry(hostId: string): void;
  /** Lets a database that was restored from an older backup count on a host. @returns whether that was waited for */
  consent(hostId: string): boolean;
  /** Read the host again now. */
  reread(hostId: string): void;
  /** For the next 30 s somebody looks at these hosts: their counters are sampled fast. */
  look(hostIds: readonly string[]): void;
  /**
   * How old the entries of a device, or of a bridge's ports, are. They are left out of what is told, since they change
   * all the time. null: the host was never read.
   */
  fdbAges(hostId: string, device: string): FdbAges | null;
  /** Every difference that nobody asked for, on all hosts. */
  drift(): DriftItem[];
  /** Whether tenants are apart, worked out now from what was observed. */
  isolation(): Isolation;
  /**
   * Proves by marked packets that tenants are apart, and keeps what it found; aborting ends it within 5 s. `by`: who asked
   * for it.
   */
  prove(by: string, signal: AbortSignal): AsyncIterable<ProofEvent>;
  /** What such proofs came to last, and when they are made. */
  proofs(): ProofState;
  /** Hours between two proofs that nobody asks for, from now on; 0: none. */
  setProofHours(hours: number): void;
  /**
   * Puts these items right with the fewest steps, and waits until their hosts were read back. Items that are gone
   * already count as repaired.
   */
  repair(keys: readonly string[]): Promise<RepairOutcome>;
  /** Yields the output of one ping, ends with its statistics; aborting ends the remote process. */
  ping(request: PingRequest, signal: AbortSignal): AsyncIterable<PingEvent>;
  /** The largest packet that passes from an endpoint to an address, size by size. */
  sweep(request: SweepRequest, signal: AbortSignal): AsyncIterable<SweepEvent>;
  /** Every endpoint of a network pings every other one, few at once. */
  matrix(request: MatrixRequest, signal: AbortSignal): AsyncIterable<MatrixEvent>;
  /** What the underlay carries between the hosts of a network, and the MTU that follows from it. */
  networkMtu(networkId: string, signal: AbortSignal): AsyncIterable<MtuEvent>;
  /** Yields the frames of one capture in batches, ends with what was dropped; aborting ends the remote process. */
  capture(wish: CaptureWish, signal: AbortSignal): AsyncIterable<CaptureEvent>;
  /**
   * Follows packets between two ends at every hop at once: a row for each packet. The last event tells how it ended;
   * aborting ends it in good order.
   */
  trace(wish: TraceWish, signal: AbortSignal): AsyncIterable<TraceEvent>;
  /** The key pairs that Overlane made for itself. */
  readonly keys: KeyDesk;
  /** What the controller has done since its start, counted and timed. */
  figures(): Figures;
}

/** `jump`: the id of the host that it is reached through. */
export type ScanTarget = { address: string; port: number; jump?: string };

/** A key pair that Overlane made: what may be known of it. */
export type SshKey = {
  /** `fabric`: the installation's; else the id that key sources of hosts name. */
  id: string;
  /** For `authorized_keys`. */
  publicLine: string;
  /** `SHA256:…` */
  fingerprint: string;
  /** Milliseconds since the epoch. */
  madeAt: number;
  /** The pair that it is being changed over to. */
  next: { publicLine: string; fingerprint: string; madeAt: number } | null;
  /** Ids of the hosts that it is shown to. */
  hostIds: string[];
};

/** Whether a host lets the following pair in. */
export type KeyTrial = { hostId: string; host: string; accepted: boolean; sentence: string | null };

/** Every method throws an error with a sentence for the person where it cannot be done. */
export type KeyDesk = {
  /** Private halves are never given out. */
  list(): Promise<SshKey[]>;
  /** Makes it where it was never asked for. */
  get(id: string): Promise<SshKey>;
  /** Makes the pair that is to follow. */
  renew(id: string): Promise<SshKey>;
  /** Logs in to every host of this key with the pair that follows, and runs nothing there. */
  tryNext(id: string): Promise<KeyTrial[]>;
  /**
   * From now on the pair that follows is the one. `anyway`: also where hosts do not let it in.
   * @param publicLine of the pair that is meant
   */
  switchOver(id: string, publicLine: string, anyway: boolean): Promise<SshKey>;
  /** The pair that was to follow is thrown away. */
  discardNext(id: string): Promise<SshKey>;
};

/** Proofs by marked packets that tenants are apart. */
export type ProofState = {
  last: ProofSummary | null;
  /** `by` null: the schedule. */
  running: { since: number; by: string | null } | null;
  /** Hours between two that nobody asked for; 0: none. */
  everyHours: number;
  /** Milliseconds since the epoch; null: none is planned. */
  nextAt: number | null;
};
export type Weight = { faults: Fault[]; rollout: { hosts: string[]; isGuarded: boolean } | null };

/** `hostId`: of the host that the place is on. */
export type CaptureWish = {
  hostId: string;
  place: CapturePlace;
  filter: CaptureFilter;
  limits: CaptureLimits;
};

export type TraceWish = {
  ends: TraceEnds;
  filter: CaptureFilter;
  limits: TraceLimits;
  /** Sent each way between two endpoints, so that there is something to follow; 0 only looks. */
  echoes: number;
};

export type Figures = {
  /** Of each host: from the commit of a revision to its read-back there. */
  apply: Distribution;
  /** From a kernel event to the patch that tells of it. */
  observation: Distribution;
  /** Complete reads of a host. */
  fullRead: Distribution;
  runs: Record<'done' | 'failed' | 'unknown', number>;
};

/** Durations in seconds. `counts` has one more than `bounds`: how many lay up to each bound, and how many beyond. */
export type Distribution = { bounds: number[]; counts: number[]; sum: number };

export type FdbAges = {
  /** Milliseconds since the epoch: when the read began. */
  readAt: number;
  /** By `keyOfFdbEntry`: seconds since it was used and since it was updated, as of then. */
  ages: Record<string, [used: number | null, updated: number | null]>;
};

export type RepairOutcome = {
  repaired: string[];
  /** Why not, each in a sentence that says what to do. */
  failed: { key: string; sentence: string }[];
};

/**
 * unpinned: no host key is pinned, nothing is sent. refused: the host shows another key than the pinned one, or
 * refuses our login; trying again by itself would not help. unreachable: tried again with back-off. cut-off: the host
 * that it is reached through is away.
 */
export const HOST_STATES = ['unpinned', 'connecting', 'ready', 'unreachable', 'cut-off', 'refused'] as const;
export type HostState = (typeof HOST_STATES)[number];

export type HostLive = {
  hostId: string;
  state: HostState;
  /** Milliseconds since the epoch, as all times here. */
  since: number;
  reason: Finding | null;
  nextTryAt: number | null;
  /** The key that the host showed last, where it is not the pinned one. */
  shownKey: string | null;
  capabilities: Capabilities | null;
  /** What real hosts do to overlays: named, with the line that mends it. */
  findings: Finding[];
  /** The last complete read. It stays when the host goes; its age says how much it is worth. */
  observed: Observed | null;
  /**
   * Another number whenever what was observed became another in what plans, drift or states are made of: counters, ages,
   * and how VTEPs are reached are not of it.
   */
  shape: number;
  /**
   * Milliseconds since the epoch: until then what was observed is known to hold. While the kernel's events are
   * listened to, each sign of life moves it on; without them it is when the last complete read began.
   */
  heardAt: number | null;
  /**
   * The revision of intent of which everything was made and read back, or null. What drifted since then is in the
   * drift of the host.
   */
  activeRevision: number | null;
  run: Run | null;
};

export type RunStage = 'pushing' | 'reading' | 'done' | 'failed' | 'unknown';

/** One execution of steps on one host. */
export type Run = {
  id: string;
  hostId: string;
  revision: number;
  stage: RunStage;
  startedAt: number;
  endedAt: number | null;
  steps: number;
  /** Steps of batches that are known to have ended well. */
  reached: number;
  errors: string[];
};

export type HostPlan = {
  hostId: string;
  /** null: there was no read to plan from (see `why`). */
  plan: Plan | null;
  why: string | null;
  /** The same as a shell script that an engineer could run by hand. */
  script: string;
};

export type LiveEvent = { id: number } & LiveEventBody;

export type LiveEventBody =
  | {
      kind: 'snapshot';
      /** The controller's clock, so that ages on screen do not depend on the browser's. */
      now: number;
      intent: Intent;
      hosts: HostLive[];
      statuses: Status[];
      drift: DriftItem[];
      carriage: Carriage[];
      isolation: Isolation;
      proofs: ProofState;
      rollouts: Rollout[];
    }
  | { kind: 'intent'; intent: Intent; now: number }
  /** A host as a whole: it is new, or so much changed that a patch would not be smaller. */
  | { kind: 'host'; host: HostLive; now: number }
  /** Of a host all but what was observed. */
  | { kind: 'host-state'; host: Omit<HostLive, 'observed'>; now: number }
  /** What was observed on a host changed. */
  | { kind: 'observed'; patch: ObservedPatch; heardAt: number | null; now: number }
  /** Signs of life, by host id; what was observed of these hosts still holds. */
  | { kind: 'heard'; heardAt: Record<string, number>; now: number }
  /**
   * Counters by `DEVICE` or `NAMESPACE/DEVICE`; only those that moved since the sample before. Rates on screen come
   * from two samples; a link that is left out stood still.
   */
  | { kind: 'counters'; hostId: string; at: number; counters: Record<string, LinkStats>; now: number }
  /** How far a change is on its way to all of its hosts or none. */
  | { kind: 'rollout'; rollout: Rollout; now: number }
  | { kind: 'drift'; set: DriftItem[]; gone: string[]; now: number }
  | { kind: 'carriage'; set: Carriage[]; now: number }
  /** Another answer to whether tenants are apart, whole; who was checked when is of the time of the change. */
  | { kind: 'isolation'; isolation: Isolation; now: number }
  /** A proof by packets began or ended, or when they are made is another. */
  | { kind: 'proofs'; proofs: ProofState; now: number }
  | { kind: 'statuses'; set: Status[]; gone: string[]; now: number };

export type MatrixPlan = { networkId: string; everyMinutes: number };
