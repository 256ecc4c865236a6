import { randomBytes } from 'node:crypto';
import type { ProofPlan, Shot, Wave } from '../diagnose/proof/proof-plan';
import type { ProofEvidence, Sighting } from '../diagnose/proof/proof-verdict';
import type { Runner } from '../ssh/runner';
import { EventQueue } from './event-queue';
import { shotArgv, unsent } from './marked-shot';
import type { MarkedFrame } from './parse/marked-frame';
import { TAG_DIGITS, type Witness, witness } from './witness';

/** Packets that are sent by one job: with it the last of them has left 2 s after an abort at the latest. */
const SHOTS_PER_JOB = 20;
const JOB_MS = 15_000;
/** Hosts that send at one time. */
const HOSTS_AT_ONCE = 16;
/** Milliseconds that a capture may take until it looks. */
const READY_MS = 5_000;
/** Milliseconds without a marked frame after which none is under way any more, and the most that is waited for that. */
const QUIET_MS = 250;
const SETTLE_MS = 2_000;
/** Milliseconds after which nothing more is begun. */
const RUN_MS = 110_000;

export type ProveEvent =
  | { kind: 'progress'; done: number; of: number }
  | { kind: 'evidence'; evidence: ProofEvidence };

/** How to reach a host, and how many namespaces can be looked into there at one time. */
export type ProveHost = { runner: Runner; insides: number };

/**
 * Sends what the plan says while witnesses look for it, and ends with what was seen. Leaving the loop, or aborting, ends all
 * captures and sends nothing more.
 */
export async function* prove(
  plan: ProofPlan,
  hostOf: (hostId: string) => ProveHost | { sentence: string },
  signal: AbortSignal,
): AsyncGenerator<ProveEvent, void, undefined> {
  const events = new EventQueue<ProveEvent>();
  const leave = new AbortController();
  const both = AbortSignal.any([signal, leave.signal]);
  const stop = () => events.end();
  both.addEventListener('abort', stop, { once: true });
  const run = new Proving(plan, hostOf, both, (done, of) => events.put({ kind: 'progress', done, of }));
  let broken: { error: unknown } | null = null;
  const ended = run
    .all()
    .then((evidence) => events.put({ kind: 'evidence', evidence }))
    .catch((error: unknown) => {
      broken = { error };
    })
    .finally(() => events.end());
  try {
    if (both.aborted) return;
    yield* events;
    if (broken !== null) throw (broken as { error: unknown }).error;
  } finally {
    both.removeEventListener('abort', stop);
    leave.abort();
    await ended;
  }
}

type Open = { hostId: string; namespace: string | null; witness: Witness | null; why: string | null };

class Proving {
  private readonly tag = randomBytes(TAG_DIGITS / 2).toString('hex');
  private readonly shots = new Map<string, Shot>();
  private readonly marks = new Map<Shot, string>();
  private readonly seen = new Map<string, Sighting>();
  private readonly witnesses: { hostId: string; namespace: string | null; why: string | null }[] = [];
  private readonly failed = new Map<Shot, string>();
  private readonly deadline = performance.now() + RUN_MS;
  private lastSeen = 0;
  private packets = 0;
  private done = 0;
  private readonly planned: number;
  private cut: string | null = null;

  constructor(
    private readonly plan: ProofPlan,
    private readonly hostOf: (hostId: string) => ProveHost | { sentence: string },
    private readonly signal: AbortSignal,
    private readonly told: (done: number, of: number) => void,
  ) {
    for (const shot of plan.shots) {
      const mark = `${this.tag}${randomBytes(16).toString('hex').slice(TAG_DIGITS)}`;
      this.shots.set(mark, shot);
      this.marks.set(shot, mark);
    }
    const broadcasts = plan.shots.filter(({ kind }) => kind === 'broadcast').length;
    this.planned = (plan.shots.length + broadcasts) * plan.waves.length;
  }

  async all(): Promise<ProofEvidence> {
    for (const wave of this.plan.waves) {
      if (this.isOver()) break;
      await this.wave(wave);
    }
    const { witnesses, failed, packets, cut } = this;
    return { sightings: [...this.seen.values()], witnesses, failed, packets, cut };
  }

  private isOver(): boolean {
    if (this.signal.aborted) return true;
    if (performance.now() < this.deadline) return false;
    this.cut ??= `after ${RUN_MS / 1000} s it was ended, with ${this.done} of ${this.planned} packets sent`;
    return true;
  }

  private async wave({ insides }: Wave): Promise<void> {
    const hostIds = [...new Set(this.plan.seats.map(({ hostId }) => hostId))];
    const open: Open[] = [];
    const close = () => {
      for (const { witness: one } of open) one?.close();
    };
    this.signal.addEventListener('abort', close, { once: true });
    try {
      await Promise.all(
        hostIds.map(async (hostId) => {
          await this.look(hostId, null, open);
          for (const inside of insides) {
            if (inside.hostId !== hostId || this.countInside(open, hostId) >= this.room(hostId)) continue;
            await this.look(hostId, inside.namespace, open);
          }
          this.makeRoom(hostId, open);
        }),
      );
      await this.sendAll(hostIds, () => true);
      // Once more: one lost frame must not make a network look parted.
      await this.sendAll(hostIds, ({ kind }) => kind === 'broadcast');
      await this.settled();
    } finally {
      this.signal.removeEventListener('abort', close);
      for (const { hostId, namespace, witness: one, why } of open) {
        this.witnesses.push({ hostId, namespace, why: why ?? one?.ended() ?? null });
      }
      close();
    }
  }

  private async look(hostId: string, namespace: string | null, open: Open[]): Promise<void> {
    if (this.signal.aborted) return;
    const host = this.hostOf(hostId);
    if ('sentence' in host) {
      open.push({ hostId, namespace, witness: null, why: host.sentence });
      return;
    }
    const entry: Open = { hostId, namespace, witness: null, why: null };
    open.push(entry);
    try {
      const starting = witness(host.runner, namespace, this.tag, (frame) => {
        if (frame.device === null && namespace === null) entry.why ??= OLD_TCPDUMP;
        this.saw(frame, hostId, namespace);
      }).then((one) => {
        entry.witness = one;
        // Who waited for a channel may get it when nobody needs it any more.
        if (this.signal.aborted || !open.includes(entry) || entry.why !== null) one.close();
        return one.ready;
      });
      entry.why = await Promise.race([starting, late()]);
    } catch (error) {
      entry.why = error instanceof Error ? error.message : String(error);
    }
  }

  private room(hostId: string): number {
    const host = this.hostOf(hostId);
    return 'sentence' in host ? 0 : host.insides;
  }

  private countInside(open: readonly Open[], hostId: string): number {
    return open.filter((one) => one.hostId === hostId && one.namespace !== null).length;
  }

  /** How many channels a host takes is known when it has refused one; what is sent needs one too. */
  private makeRoom(hostId: string, open: Open[]): void {
    while (this.countInside(open, hostId) > this.room(hostId)) {
      const at = open.findLastIndex((one) => one.hostId === hostId && one.namespace !== null);
      const [one] = open.splice(at, 1);
      one?.witness?.close();
    }
  }

  private saw({ mark, device, direction }: MarkedFrame, hostId: string, namespace: string | null): void {
    const shot = this.shots.get(mark);
    if (!shot) return;
    const sighting = { shot, hostId, namespace, device: device ?? '?', direction };
    const key = `${mark} ${hostId} ${namespace ?? ''} ${device} ${direction}`;
    if (this.seen.has(key)) return;
    this.seen.set(key, sighting);
    this.lastSeen = performance.now();
  }

  private async sendAll(hostIds: readonly string[], which: (shot: Shot) => boolean): Promise<void> {
    const waiting = [...hostIds];
    const work = async () => {
      for (let hostId = waiting.shift(); hostId !== undefined; hostId = waiting.shift()) {
        const own = this.plan.shots.filter((shot) => shot.seat.hostId === hostId && which(shot));
        for (let at = 0; at < own.length && !this.isOver(); at += SHOTS_PER_JOB) {
          await this.send(hostId, own.slice(at, at + SHOTS_PER_JOB));
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(HOSTS_AT_ONCE, hostIds.length) }, work));
  }

  private async send(hostId: string, shots: readonly Shot[]): Promise<void> {
    const host = this.hostOf(hostId);
    try {
      if ('sentence' in host) throw new Error(host.sentence);
      const sections = shots.map((shot, at) => ({
        name: String(at),
        argv: shotArgv({
          namespace: shot.seat.namespace,
          device: shot.device,
          target: shot.target,
          mark: this.marks.get(shot) ?? '',
        }),
        onFailure: 'continue' as const,
      }));
      const output = await host.runner.run({ sections, timeoutMs: JOB_MS });
      for (const [at, section] of output.sections.entries()) {
        const shot = shots[at] as Shot;
        const why = unsent(section);
        if (why === null) {
          this.packets += 1;
          this.failed.delete(shot);
        } else this.failed.set(shot, why);
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      for (const shot of shots) this.failed.set(shot, why);
    }
    this.done += shots.length;
    this.told(this.done, this.planned);
  }

  /** Until the last frames have come. */
  private async settled(): Promise<void> {
    const end = performance.now() + SETTLE_MS;
    this.lastSeen = performance.now();
    for (;;) {
      const now = performance.now();
      const left = Math.min(this.lastSeen + QUIET_MS, end) - now;
      if (left <= 0 || this.signal.aborted) return;
      await pause(left);
    }
  }
}

const OLD_TCPDUMP = 'tcpdump there does not tell the device of what it takes: version 4.99 or later does';

function late(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('the capture did not begin in time'), READY_MS).unref();
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
