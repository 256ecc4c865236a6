import type { Transaction } from '../db/client';
import { insertRows } from '../db/insert-rows';
import { transactionWithoutWaiting } from '../db/without-waiting';
import type { News } from './news';
import type { NewsFlow } from './news-flow';
import { BEAT_MS } from './spans';
import type { ChangedStatus } from './status-changes';
import { writeNews } from './write-news';

/** Milliseconds between two transactions. */
const PAUSE = 1_000;
/** Milliseconds between two tries while the database cannot be written. */
const LONGEST_PAUSE = 30_000;
/** Status changes that wait at most; beyond it the oldest are lost, and the history says that nobody looked. */
const MOST_WAITING = 20_000;
/** News that wait at most. */
const MOST_NEWS = 2_000;
/** Status changes of one transaction: the driver writes them in the thread of JavaScript, where all else waits. */
const AT_ONCE = 500;
/** Milliseconds between two lines about the same trouble on the log. */
const COMPLAIN_EVERY = 60_000;

/**
 * Writes behind what happens: in batches, with a bounded queue, at most one transaction a second. A database that is
 * full, locked or gone costs what did not fit the queue, and nothing else.
 */
export class WriteBehind {
  #statuses: ChangedStatus[] = [];
  #news: News[] = [];
  readonly #flow: NewsFlow;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #fails = 0;
  #complainedAt = 0;
  #lost = 0;
  #span: { id: number; to: number } | null = null;
  #beganAt: number;
  readonly #now: () => number;

  constructor(flow: NewsFlow, now: () => number) {
    this.#flow = flow;
    this.#now = now;
    this.#beganAt = now();
  }

  /** Things that wait to be written. */
  get waiting(): number {
    return this.#statuses.length + this.#news.length;
  }

  statuses(changes: readonly ChangedStatus[]): void {
    if (changes.length === 0) return;
    for (const change of changes) this.#statuses.push(change);
    const over = this.#statuses.length - MOST_WAITING;
    if (over > 0) {
      this.#statuses.splice(0, over);
      this.#lost += over;
      // A new span begins with what is left.
      this.#span = null;
      this.#beganAt = this.#statuses[0]?.at ?? this.#now();
    }
    this.#soon();
  }

  news(news: readonly News[]): void {
    if (news.length === 0) return;
    this.#flow.put(news);
    this.#soon();
  }

  /** Keeps the present span up to now, and lets what waits for time alone go on. */
  beat(): void {
    if (!this.#flow.empty || this.#now() - (this.#span?.to ?? 0) >= BEAT_MS) this.#soon();
  }

  /** Writes what waits; gives up where the database does. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
    do {
      if (this.#timer) clearTimeout(this.#timer);
      this.#timer = null;
      await this.#write();
    } while (this.waiting > 0 && this.#fails === 0);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #soon(): void {
    if (this.#timer || this.#writing) return;
    const pause = this.#fails === 0 ? PAUSE : Math.min(LONGEST_PAUSE, PAUSE * 2 ** this.#fails);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#write();
    }, pause);
    this.#timer.unref();
  }

  #write(): Promise<void> {
    this.#writing = this.#writeOnce().finally(() => {
      this.#writing = null;
      if (this.waiting > 0) this.#soon();
    });
    return this.#writing;
  }

  async #writeOnce(): Promise<void> {
    const now = this.#now();
    this.#news = [...this.#news, ...this.#flow.take(now)].slice(-MOST_NEWS);
    const statuses = this.#statuses.slice(0, AT_ONCE);
    const news = this.#news;
    try {
      const lost = this.#lost;
      const span = await transactionWithoutWaiting(async (tx) => {
        await insertRows(
          tx,
          'StatusChange',
          statuses.map(({ at, ...change }) => ({ at: new Date(at), ...change })),
        );
        await writeNews(tx, lost > 0 ? [...news, lostNews(lost, now)] : news);
        return this.#keepSpan(tx, now);
      });
      this.#span = span;
      this.#lost -= lost;
      this.#fails = 0;
      // While it was written, the oldest may have been dropped for what is new.
      const written = new Set<unknown>(statuses);
      this.#statuses = this.#statuses.filter((change) => !written.has(change));
      this.#news = this.#news.slice(news.length);
    } catch (error) {
      this.#fails += 1;
      this.#complain(error, now);
    }
  }

  async #keepSpan(tx: Transaction, now: number): Promise<{ id: number; to: number }> {
    const to = new Date(now);
    if (this.#span) {
      await tx.journalSpan.updateMany({ where: { id: this.#span.id }, data: { to } });
      return { id: this.#span.id, to: now };
    }
    const { id } = await tx.journalSpan.create({
      data: { from: new Date(Math.min(this.#beganAt, now)), to },
    });
    return { id, to: now };
  }

  #complain(error: unknown, now: number): void {
    if (now - this.#complainedAt < COMPLAIN_EVERY) return;
    this.#complainedAt = now;
    console.error(
      `overlane: the journal cannot be written now, ${this.waiting} entries wait:`,
      error instanceof Error ? error.message : error,
    );
  }
}

function lostNews(count: number, now: number): News {
  return {
    at: now,
    actor: 'controller',
    action: 'journal.lost',
    subject: `${count} changes of status`,
    sentence: `the database could not be written for so long that ${count} changes of status are not in the history`,
    outcome: 'failed',
    tenantIds: [],
    hostIds: [],
  };
}
