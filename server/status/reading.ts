import type { Desired } from '../compile/desired';
import type { Intent } from '../model/intent';
import type { Observed } from '../observe/observed';
import type { Refusal, Stray } from '../plan/plan';
import type { Carriages } from './carriages';
import { type Compared, compared } from './found';

/** Milliseconds without a sign of life after which what is known of a host is of the past. */
export const STALE_AFTER = 15_000;

/** What is known of one host. The controller's `HostLive` with the refusals and strays of its latest plan fits. */
export type HostReading = {
  state: 'unpinned' | 'connecting' | 'ready' | 'unreachable' | 'cut-off' | 'refused';
  reason: { sentence: string } | null;
  observed: Observed | null;
  /** Another number whenever it became another in what a state is made of. */
  shape: number;
  /** Milliseconds since the epoch: until then what was observed is known to hold. */
  heardAt: number | null;
  activeRevision: number | null;
  run: {
    revision: number;
    stage: 'pushing' | 'reading' | 'done' | 'failed' | 'unknown';
    errors: readonly string[];
  } | null;
  refusals: readonly Refusal[];
  /** Of its latest plan. */
  strays: readonly Stray[];
};

export type StatusInput = {
  intent: Intent;
  /** For each host of the intent. */
  desired: readonly Desired[];
  /** By host id. */
  hosts: Readonly<Record<string, HostReading>>;
  /** What probes from VTEP to VTEP found. */
  carriages: Carriages;
  /** Milliseconds since the epoch, on the clock of `heardAt`. */
  now: number;
};

/** How much of a host can be said. `why` is a sentence without its full stop. */
export type Sight = { is: 'fresh'; observed: Observed } | { is: 'blind'; why: string };

/**
 * Where a difference stands: `waiting` and `running` are on their way, `settled` is drift, `failed` is what a run did
 * not reach, `in-doubt` a run whose end nobody saw.
 */
export type Phase = 'waiting' | 'running' | 'settled' | 'failed' | 'in-doubt';

/** One host, ready to be judged. */
export type HostView = Compared & {
  hostId: string;
  name: string;
  reading: HostReading | null;
  desired: Desired;
  sight: Sight;
  phase: Phase;
  revision: number;
  /** The host was compared with this revision. */
  isCompared: boolean;
};

export function hostView(input: StatusInput, desired: Desired): HostView {
  const { intent, now } = input;
  const { hostId } = desired;
  const name = intent.hosts.find((host) => host.id === hostId)?.name ?? hostId;
  const reading = input.hosts[hostId] ?? null;
  const observed = reading?.observed ?? null;
  return {
    hostId,
    name,
    reading,
    desired,
    sight: sightOf(name, reading, now),
    phase: phaseOf(reading, intent.revision),
    revision: intent.revision,
    isCompared: reading?.activeRevision === intent.revision || reading?.run?.revision === intent.revision,
    ...compared(observed, reading?.strays ?? []),
  };
}

export function sightOf(name: string, reading: HostReading | null, now: number): Sight {
  if (!reading) return { is: 'blind', why: `${name} was never read` };
  const why = `${name} ${STATE_WORDS[reading.state]}`;
  if (!reading.observed) {
    return {
      is: 'blind',
      why: reading.state === 'ready' ? `${name} was not read yet` : `${why} and was never read`,
    };
  }
  const age = now - (reading.heardAt ?? reading.observed.readAt);
  if (reading.state !== 'ready') return { is: 'blind', why: `${why}; last heard of ${ago(age)}` };
  if (age > STALE_AFTER) return { is: 'blind', why: `${name} was last heard of ${ago(age)}` };
  return { is: 'fresh', observed: reading.observed };
}

export const STATE_WORDS: Record<HostReading['state'], string> = {
  unpinned: 'waits for its host key to be trusted',
  connecting: 'is being connected',
  ready: 'is connected',
  unreachable: 'cannot be reached',
  'cut-off': 'cannot be reached through the host before it',
  refused: 'refuses us',
};

/** In coarse words, so that a status does not change with every second. */
function ago(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return 'less than a minute ago';
  if (minutes < 60) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return hours === 1 ? 'an hour ago' : `${hours} hours ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

function phaseOf(reading: HostReading | null, revision: number): Phase {
  const run = reading?.run;
  if (run && run.revision >= revision) {
    const phases: Record<typeof run.stage, Phase> = {
      pushing: 'running',
      reading: 'running',
      done: 'settled',
      failed: 'failed',
      unknown: 'in-doubt',
    };
    return phases[run.stage];
  }
  return reading?.activeRevision === revision ? 'settled' : 'waiting';
}
