import type { Desired } from '../compile/desired';
import { type RolloutRow, saveRollout } from '../intent/rollout-rows';
import type { HostStep, Rollout, RolloutStage } from '../model/rollout';
import { arm, callOff } from '../push/undo';
import type { Fence } from '../ssh/fence';
import type { HostLive } from './face';
import type { HostLink } from './host-link';
import type { HostLoop } from './host-loop';
import { type Echo, Echoes } from './rollout-echoes';

/** Part of a rollout's time that the controller keeps for saying so to every host. */
const MARGIN = 0.2;
const MOST_MARGIN_MS = 5_000;
/** Milliseconds between two looks at what does not hold yet. */
const PAUSE = 500;
/** Failed runs of a host after which the change is given up: the second one isolates tenants. */
const MOST_FAILURES = 2;
/** Milliseconds until a host that can be reached must have been brought back. */
const UNDO_LIMIT = 60_000;
/** Rollouts that are over and still shown. */
const SHOWN = 5;

export type RolloutDeps = {
  loop(hostId: string): HostLoop | undefined;
  hostName(hostId: string): string;
  desired(hostId: string): Desired | null;
  fence(revision: number): Fence;
  /** Another connection than the one that the loop has. @throws NoLink */
  open(hostId: string): Promise<HostLink>;
  /** Between which endpoints frames passed before, and from which hosts. */
  echoes(hosts: readonly string[], before: ReadonlyMap<string, Desired>): Echo[];
  /**
   * Commits what leads back to before this revision, and takes it up.
   * @returns the revision that this made
   * @throws Error where it cannot be
   */
  revert(revision: number, why: string): Promise<number>;
  tell(rollout: Rollout): void;
  record(entry: {
    revision: number;
    sentence: string;
    outcome: 'done' | 'failed';
    hosts: readonly string[];
  }): void;
};

/**
 * A change goes to all of its hosts or to none. Where it touches what runs, each host has its way back before any is
 * changed. The loops make the change as ever; this only says when they may, looks at what came of it, and decides once.
 */
export class Rollouts {
  readonly #open = new Map<number, Going>();
  readonly #over: Rollout[] = [];
  #stopped = false;

  constructor(private readonly deps: RolloutDeps) {}

  /** Whether a host's loop must wait: some host of the change has no way back yet. */
  holds(hostId: string): boolean {
    for (const going of this.#open.values()) if (going.holds(hostId)) return true;
    return false;
  }

  /** The undo on a host that still counts, or null. */
  undoId(hostId: string): string | null {
    for (const going of this.#open.values()) if (going.row.hosts.includes(hostId)) return going.undoId;
    return null;
  }

  /** Why another change must wait, or null. */
  get inTheWay(): Rollout | null {
    for (const { shown } of this.#open.values())
      if (shown.isGuarded || shown.stage === 'undoing') return shown;
    return null;
  }

  all(): Rollout[] {
    return [...this.#over, ...[...this.#open.values()].map(({ shown }) => shown)];
  }

  /** Resolves when nothing is in the way any more, or after so many milliseconds. */
  async quiet(limitMs: number): Promise<void> {
    const going = [...this.#open.values()].find(({ shown }) => shown.revision === this.inTheWay?.revision);
    if (!going || going.shown.asks) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([going.over, late]);
    clearTimeout(timer);
  }

  /** Takes a change up before its hosts' loops hear of it. @param before what the hosts should have had until now */
  begin(row: RolloutRow, before: ReadonlyMap<string, Desired>): void {
    if (this.#open.has(row.revision)) return;
    this.#start(new Going(row, this.deps, (rollout) => this.deps.tell(rollout)), (going) =>
      going.run(before),
    );
  }

  /** After a restart: what was decided is carried out, and what was not is undone where it touched what ran. */
  resume(row: RolloutRow): void {
    const going = new Going(row, this.deps, (rollout) => this.deps.tell(rollout));
    this.#start(going, () => going.resume(row));
  }

  #start(going: Going, work: (going: Going) => Promise<void>): void {
    const { revision } = going.shown;
    this.#open.set(revision, going);
    going.tell();
    going.over = work(going)
      .catch((error: unknown) => {
        if (!this.#stopped) console.error(`overlane: revision ${revision} could not be followed:`, error);
      })
      .finally(() => {
        this.#open.delete(revision);
        this.#over.push(going.shown);
        if (this.#over.length > SHOWN) this.#over.shift();
      });
  }

  hostChanged(live: HostLive): void {
    for (const going of this.#open.values()) going.hostChanged(live);
  }

  /** @returns whether there was something to keep */
  keep(revision: number): boolean {
    return this.#open.get(revision)?.say('keep') ?? false;
  }

  /** @returns whether there was something to undo */
  undo(revision: number, actor: string): boolean {
    return this.#open.get(revision)?.say('undo', actor) ?? false;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const going of this.#open.values()) going.stop();
    await Promise.all([...this.#open.values()].map(({ over }) => over));
  }
}

/** It is not to be kept, and why. */
class Miss extends Error {}
class Stopped extends Error {}

class Going {
  over: Promise<void> = Promise.resolve();
  #shown: Rollout;
  #held: boolean;
  #said: { what: 'keep' | 'undo'; actor: string } | null = null;
  #stopped = false;
  #wake = () => {};
  readonly #armed = new Set<string>();
  #undoId: string | null;
  readonly #failures = new Map<string, Set<string>>();
  /** Refusals that were there before the change. */
  readonly #refused: ReadonlySet<string>;

  constructor(
    readonly row: RolloutRow,
    private readonly deps: RolloutDeps,
    private readonly told: (rollout: Rollout) => void,
  ) {
    this.#undoId = row.undoId;
    this.#held = row.isGuarded && row.stage === 'begun';
    this.#refused = new Set(
      row.hosts.flatMap((hostId) =>
        (deps.loop(hostId)?.refusals ?? []).map(({ sentence }) => `${hostId} ${sentence}`),
      ),
    );
    const { revision, stage, sentence, actor, isGuarded, by, reason } = row;
    this.#shown = {
      ...{ revision, stage, sentence, actor, isGuarded, by, reason },
      hosts: row.hosts.map((hostId) => ({ hostId, step: 'waiting' })),
      deadline: null,
      misses: [],
      asks: false,
    };
  }

  get shown(): Rollout {
    return this.#shown;
  }

  get undoId(): string | null {
    return this.#undoId;
  }

  holds(hostId: string): boolean {
    return this.#held && this.row.hosts.includes(hostId);
  }

  tell(patch: Partial<Rollout> = {}): void {
    this.#shown = { ...this.#shown, ...patch };
    this.told(this.#shown);
  }

  say(what: 'keep' | 'undo', actor = ''): boolean {
    if (this.#shown.stage !== 'begun' || this.#said) return false;
    this.#said = { what, actor };
    this.#wake();
    return true;
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  hostChanged({ hostId, run }: HostLive): void {
    if (!this.row.hosts.includes(hostId)) return;
    if (run && run.stage === 'failed' && run.revision >= this.row.revision) {
      const failed = this.#failures.get(hostId) ?? new Set();
      this.#failures.set(hostId, failed.add(`${run.id} ${run.errors.join('; ')}`));
    }
    if (this.#hasIt(hostId)) this.#step(hostId, 'applied');
    this.#wake();
  }

  async run(before: ReadonlyMap<string, Desired>): Promise<void> {
    try {
      const echoes = new Echoes(this.row.isGuarded ? this.deps.echoes(this.row.hosts, before) : []);
      if (this.row.isGuarded) {
        // What passes now must pass afterwards; asked while the hosts get their way back.
        await Promise.all([
          this.#arm(before),
          echoes.listen((hostId) => this.deps.loop(hostId)?.link?.runner ?? null),
        ]);
      }
      this.#release();
      await this.#applied();
      if (this.row.isGuarded) await this.#checked(echoes);
    } catch (error) {
      if (error instanceof Stopped) return;
      await this.#back(error instanceof Miss ? error.message : String(error));
      return;
    }
    await this.#keep();
  }

  async resume({ stage, isGuarded, reason }: RolloutRow): Promise<void> {
    if (this.#undoId) {
      for (const hostId of this.row.hosts) this.#armed.add(hostId);
      // When it was armed is not known any more; by then every timer has come to its end.
      this.tell({ deadline: Date.now() + this.row.seconds * 1000 });
    }
    if (stage === 'undoing') return this.#back(reason ?? 'it was being undone when the controller ended');
    if (stage === 'keeping') return this.#keep();
    if (isGuarded) return this.#back('the controller ended before the change was confirmed');
    return this.run(new Map());
  }

  async #arm(before: ReadonlyMap<string, Desired>): Promise<void> {
    const { revision, seconds, hosts } = this.row;
    const fence = this.deps.fence(revision);
    this.#undoId = `${revision}-${fence.epoch}`;
    await saveRollout(revision, { undoId: this.#undoId });
    const begun = Date.now();
    await Promise.all(
      hosts.map(async (hostId) => {
        const name = this.deps.hostName(hostId);
        const loop = this.deps.loop(hostId);
        const [was, wanted] = [before.get(hostId), this.deps.desired(hostId)];
        const plan = was && wanted && loop?.undo(was, wanted);
        if (!loop?.link || !plan)
          throw new Miss(`${name} cannot be reached, so it cannot be given its way back`);
        try {
          const file = { id: this.#undoId ?? '', fabric: fence.fabric, revision, plan };
          await arm(loop.link.runner, file, seconds, fence);
        } catch (error) {
          throw new Miss(`${name} did not take its way back: ${messageOf(error)}`);
        }
        this.#armed.add(hostId);
        this.#step(hostId, 'armed');
      }),
    );
    this.tell({ deadline: begun + seconds * 1000 });
  }

  #release(): void {
    if (!this.#held) return;
    this.#held = false;
    for (const hostId of this.row.hosts) this.deps.loop(hostId)?.desiredChanged();
  }

  /** Until when it must be decided, so that every host still hears of it. */
  get #decideBy(): number {
    const { deadline } = this.#shown;
    const ms = this.row.seconds * 1000;
    return deadline === null ? Number.POSITIVE_INFINITY : deadline - Math.min(MOST_MARGIN_MS, ms * MARGIN);
  }

  async #applied(): Promise<void> {
    const late = Math.min(this.#decideBy, Date.now() + this.row.seconds * 1000);
    for (;;) {
      const missing = this.row.hosts.filter((hostId) => !this.#hasIt(hostId));
      for (const hostId of this.row.hosts) if (this.#hasIt(hostId)) this.#step(hostId, 'applied');
      if (this.#decided() === 'keep') return;
      for (const hostId of this.row.hosts) this.#requireNoFailure(hostId);
      if (missing.length === 0) return;
      if (Date.now() >= late)
        throw new Miss(`${this.#names(missing)} did not get it within ${this.row.seconds} s`);
      await this.#rest(late - Date.now());
    }
  }

  #requireNoFailure(hostId: string): void {
    const loop = this.deps.loop(hostId);
    const name = this.deps.hostName(hostId);
    if (!loop) return;
    const failed = this.#failures.get(hostId);
    if (failed && failed.size >= MOST_FAILURES && !this.#hasIt(hostId)) {
      throw new Miss(`${name} could not make it: ${[...failed].at(-1)?.replace(/^\S+ /, '')}`);
    }
    const { reason } = loop.live;
    if (reason?.code === 'fenced') throw new Miss(`${name}: ${reason.sentence}`);
    const refusal = loop.refusals.find(({ sentence }) => !this.#refused.has(`${hostId} ${sentence}`));
    if (refusal) throw new Miss(`${name} refuses it: ${refusal.sentence}`);
  }

  /** Over new connections, until all holds, somebody decides, or it is too late. */
  async #checked(echoes: Echoes): Promise<void> {
    for (;;) {
      if (this.#decided() === 'keep') return;
      for (const hostId of this.row.hosts) this.#requireNoFailure(hostId);
      const misses = await this.#look(echoes);
      const asks = misses.length === 0 && this.row.by === 'person';
      this.tell({ misses, asks });
      if (misses.length === 0 && !asks) return;
      if (this.#decided() === 'keep') return;
      const left = this.#decideBy - Date.now();
      if (left <= 0)
        throw new Miss(asks ? 'nobody kept it in time' : `after the change ${misses.join('; ')}`);
      await this.#rest(asks ? left : Math.min(left, PAUSE));
    }
  }

  async #look(echoes: Echoes): Promise<string[]> {
    const links = new Map<string, HostLink>();
    try {
      const found = await Promise.all(
        this.row.hosts.map(async (hostId) => {
          const name = this.deps.hostName(hostId);
          try {
            const link = await this.deps.open(hostId);
            links.set(hostId, link);
            const left = await this.deps.loop(hostId)?.leftOver(link.runner);
            if (left !== 0) return [`${name} has not all of it when it is read over a new connection`];
            this.#step(hostId, 'checked');
            return [];
          } catch (error) {
            return [`${name} lets nobody in: ${messageOf(error)}`];
          }
        }),
      );
      const silent = await echoes.missing((hostId) => links.get(hostId)?.runner ?? null);
      return [...found.flat(), ...silent];
    } finally {
      for (const link of links.values()) link.close();
    }
  }

  /** @throws Miss where somebody wants it undone */
  #decided(): 'keep' | null {
    if (this.#stopped) throw new Stopped();
    if (this.#said?.what === 'undo') throw new Miss(`${this.#said.actor} asked for it`);
    return this.#said?.what ?? null;
  }

  async #keep(): Promise<void> {
    const { revision } = this.row;
    if (this.#armed.size > 0) {
      // Decided, and written down before the first host hears of it: after a crash it is carried out.
      await this.#save('keeping');
      const undone = await this.#callOff();
      if (undone.length > 0) {
        await this.#back(`${this.#names(undone)} had undone it already`);
        return;
      }
    }
    for (const hostId of this.row.hosts) this.#step(hostId, 'kept');
    await this.#save('kept', { deadline: null, asks: false, misses: [] });
    if (!this.row.isGuarded) return;
    this.deps.record({
      revision,
      sentence: `revision ${revision} is kept: every host of it was read back over a new connection`,
      outcome: 'done',
      hosts: this.row.hosts,
    });
  }

  /** @returns hosts that had undone it, or cannot be told in time */
  async #callOff(): Promise<string[]> {
    const undone: string[] = [];
    await Promise.all(
      [...this.#armed].map(async (hostId) => {
        const late = this.#shown.deadline ?? 0;
        for (;;) {
          const loop = this.deps.loop(hostId);
          const { run, activeRevision } = loop?.live ?? {};
          const revision = Math.max(run?.revision ?? 0, activeRevision ?? 0, this.row.revision);
          try {
            if (!loop?.link) throw new Error('there is no connection to it');
            const said = await callOff(loop.link.runner, this.#undoId ?? '', this.deps.fence(revision));
            if (said === 'undone') undone.push(hostId);
            return;
          } catch {
            if (this.#stopped) throw new Stopped();
            if (Date.now() >= late || !loop) {
              undone.push(hostId);
              return;
            }
            await this.#rest(Math.min(PAUSE, late - Date.now()));
          }
        }
      }),
    );
    return undone;
  }

  /** To all hosts as it was: intent says so again, and their loops go back. Who cannot be reached goes back by itself. */
  async #back(why: string): Promise<void> {
    const { revision, sentence } = this.row;
    await this.#save('undoing', { reason: why, asks: false });
    // A host that has no way back yet was not changed, and gets nothing to change.
    let made: number;
    try {
      made = await this.deps.revert(revision, why);
    } catch (error) {
      this.#release();
      await this.#save('stuck', {
        reason: `${why}; it cannot be undone by itself: ${messageOf(error)}`,
        deadline: null,
      });
      this.#recordUndo(
        `revision ${revision} (${sentence}) was to be undone, as ${why}, but ${messageOf(error)}`,
        'failed',
      );
      return;
    }
    this.#release();
    const late = Date.now() + UNDO_LIMIT;
    for (;;) {
      const left = this.row.hosts.filter((hostId) => !this.#isBack(hostId, made));
      for (const hostId of this.row.hosts) if (!left.includes(hostId)) this.#step(hostId, 'undone');
      if (left.length === 0 || Date.now() >= late) break;
      if (this.#stopped) return;
      await this.#rest(late - Date.now());
    }
    await this.#callOff().catch((error) => {
      if (!(error instanceof Stopped)) throw error;
    });
    await this.#save('undone', { deadline: null, misses: [] });
    this.#recordUndo(`revision ${revision} (${sentence}) was undone on all of its hosts: ${why}`, 'done');
  }

  /** A host that cannot be reached has a timer of its own, or follows when it is back. */
  #isBack(hostId: string, revision: number): boolean {
    const live = this.deps.loop(hostId)?.live;
    if (!live || (live.state !== 'ready' && live.state !== 'connecting')) return true;
    return (live.activeRevision ?? -1) >= revision || live.reason?.code === 'fenced';
  }

  #recordUndo(sentence: string, outcome: 'done' | 'failed'): void {
    this.deps.record({ revision: this.row.revision, sentence, outcome, hosts: this.row.hosts });
  }

  #hasIt(hostId: string): boolean {
    const live = this.deps.loop(hostId)?.live;
    return live?.state === 'ready' && (live.activeRevision ?? -1) >= this.row.revision;
  }

  #step(hostId: string, step: HostStep): void {
    const hosts = this.#shown.hosts.map((one) =>
      one.hostId === hostId && isLater(step, one.step) ? { hostId, step } : one,
    );
    if (hosts.some((one, i) => one !== this.#shown.hosts[i])) this.tell({ hosts });
  }

  async #save(stage: RolloutStage, patch: Partial<Rollout> = {}): Promise<void> {
    await saveRollout(this.row.revision, {
      stage,
      ...(patch.reason == null ? {} : { reason: patch.reason }),
    });
    this.tell({ ...patch, stage });
  }

  #names(hosts: readonly string[]): string {
    return hosts.map((hostId) => this.deps.hostName(hostId)).join(', ');
  }

  /** Until something happens, and no longer than so many milliseconds. */
  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(), Math.max(0, Math.min(ms, 2 ** 31 - 1)));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const ORDER: HostStep[] = ['waiting', 'armed', 'applied', 'checked', 'kept', 'undone'];

function isLater(step: HostStep, than: HostStep): boolean {
  return ORDER.indexOf(step) > ORDER.indexOf(than);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
