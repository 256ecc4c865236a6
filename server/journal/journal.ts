import { database } from '../db/client';
import type { Isolation } from '../diagnose/isolation/isolation';
import type { DriftItem } from '../drift/drift-item';
import type { ObservedPatch } from '../live/observed-patch';
import type { Intent } from '../model/intent';
import type { Observed } from '../observe/observed';
import type { Health, Status } from '../status/status';
import { DriftNews } from './drift-news';
import { FabricNames } from './fabric-names';
import { IsolationNews } from './isolation-news';
import { LinkNews } from './link-news';
import type { News } from './news';
import { NewsFlow } from './news-flow';
import { prune } from './prune';
import { type ChangedStatus, StatusChanges } from './status-changes';
import { TunnelNews } from './tunnel-news';
import { WriteBehind } from './write-behind';

/** Milliseconds. */
const TICK = 1_000;
const PRUNE_EVERY = 10 * 60_000;

/** Of a host what the journal wants to know. */
export type HostNow = {
  hostId: string;
  run: { startedAt: number; stage: 'pushing' | 'reading' | 'done' | 'failed' | 'unknown' } | null;
};

export type JournalOptions = {
  /** Milliseconds after the start in which "unknown" is no news. */
  graceMs?: number;
  now?: () => number;
};

/**
 * Writes down how the status of each thing changes, and what the network does by itself. It is told; it never asks, and
 * nobody waits for it.
 */
export class Journal {
  readonly #changes: StatusChanges;
  readonly #tunnels: TunnelNews;
  readonly #links = new LinkNews();
  readonly #drift = new DriftNews();
  readonly #isolation = new IsolationNews();
  readonly #writer: WriteBehind;
  readonly #now: () => number;
  #names: FabricNames;
  /** By host id: a run of ours is at work there. */
  readonly #busy = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #prunedAt = 0;
  #pruning: Promise<void> = Promise.resolve();

  private constructor(intent: Intent, told: ReadonlyMap<string, ChangedStatus>, options: JournalOptions) {
    this.#now = options.now ?? Date.now;
    const now = this.#now();
    this.#names = new FabricNames(intent);
    this.#changes = new StatusChanges(told, now, options.graceMs);
    this.#tunnels = new TunnelNews(told);
    this.#writer = new WriteBehind(new NewsFlow(now), this.#now);
  }

  /** Takes up where an earlier process ended. */
  static async open(intent: Intent, options: JournalOptions = {}): Promise<Journal> {
    const journal = new Journal(intent, await toldLast(), options);
    journal.#timer = setInterval(() => journal.#tick(), TICK);
    journal.#timer.unref();
    return journal;
  }

  intent(intent: Intent): void {
    this.#names = new FabricNames(intent);
  }

  statuses(set: readonly Status[], gone: readonly string[], now: number): void {
    this.#changed(this.#changes.take(set, gone, now));
  }

  /** These are all. */
  allStatuses(statuses: readonly Status[], now: number): void {
    this.#changed(this.#changes.takeAll(statuses, now));
  }

  drift(set: readonly DriftItem[], gone: readonly string[], now: number): void {
    this.#writer.news(this.#drift.take(set, gone, this.#names, now));
  }

  /** These are all. */
  allDrift(items: readonly DriftItem[], now: number): void {
    this.#writer.news(this.#drift.takeAll(items, this.#names, now));
  }

  isolation(isolation: Isolation, now: number): void {
    this.#writer.news(this.#isolation.take(isolation, this.#names, now));
  }

  host({ hostId, run }: HostNow): void {
    if (run) this.#drift.ran(hostId, run.startedAt);
    if (run && (run.stage === 'pushing' || run.stage === 'reading')) this.#busy.add(hostId);
    else this.#busy.delete(hostId);
  }

  observed(observed: Observed, now: number): void {
    this.#writer.news(this.#links.whole(observed, this.#names, now, this.#busy.has(observed.hostId)));
  }

  patch(patch: ObservedPatch, now: number): void {
    this.#writer.news(this.#links.patch(patch, this.#names, now, this.#busy.has(patch.hostId)));
  }

  /** What the controller itself did, or saw of a host as a whole. */
  record(news: Omit<News, 'actor' | 'at' | 'subject' | 'tenantIds' | 'hostIds'> & { hostId: string }): void {
    const { hostId, ...rest } = news;
    const tenantIds = news.action === 'run' ? [] : this.#names.tenantsOn(hostId);
    const subject = this.#names.host(hostId) ?? hostId;
    this.#writer.news([
      { ...rest, at: this.#now(), actor: 'controller', subject, tenantIds, hostIds: [hostId] },
    ]);
  }

  /** Things that wait to be written. */
  get waiting(): number {
    return this.#writer.waiting;
  }

  /** Writes what waits now. */
  async flush(): Promise<void> {
    await this.#writer.flush();
  }

  /** Writes what waits, and ends. */
  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#pruning;
    await this.#writer.flush();
    this.#writer.close();
  }

  #changed(changes: readonly ChangedStatus[]): void {
    this.#writer.statuses(changes);
    this.#writer.news(this.#tunnels.take(changes, this.#names));
  }

  #tick(): void {
    const now = this.#now();
    this.#changed(this.#changes.tick(now));
    this.#writer.beat();
    if (now - this.#prunedAt < PRUNE_EVERY) return;
    this.#prunedAt = now;
    this.#pruning = prune(now).catch((error: unknown) => {
      console.error(
        'overlane: the journal could not be pruned:',
        error instanceof Error ? error.message : error,
      );
    });
  }
}

/** By key: the last change of each thing that is not gone. */
async function toldLast(): Promise<Map<string, ChangedStatus>> {
  const rows = await database().$queryRaw<
    { key: string; health: Health; sentence: string; tenantId: string | null }[]
  >`SELECT "key", "health", "sentence", "tenantId" FROM "StatusChange"
    WHERE "id" IN (SELECT MAX("id") FROM "StatusChange" GROUP BY "key") AND "health" IS NOT NULL`;
  return new Map(rows.map((row) => [row.key, { at: 0, ...row }]));
}
