import { setTimeout as later } from 'node:timers/promises';
import type { Transaction } from '../db/client';
import { database } from '../db/client';
import { transactionWithoutWaiting } from '../db/without-waiting';

export type LedgerRun = {
  id: string;
  hostId: string;
  revision: number;
  steps: number;
  /** Of the steps, in order. */
  digest: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
};

export type RunEnd = { stage: 'done' | 'failed' | 'unknown' | 'resumed'; reached: number };

/** Nothing was sent, because it could not be written down before. */
export class NotWrittenDown extends Error {
  constructor(cause: unknown) {
    const why = cause instanceof Error ? (cause.message.split('\n').pop() ?? '') : String(cause);
    super(`the run could not be written down, so nothing was sent: ${why}`, { cause });
    this.name = 'NotWrittenDown';
  }
}

/** Rows that are kept. */
const KEPT = 2_000;
/** Tries, and milliseconds between two, while another process holds the database. */
const TRIES = 40;
const PAUSE = 25;

type Entry = { write(tx: Transaction): Promise<unknown>; written(): void; failed(error: unknown): void };

/**
 * Every run, written down before its first step is sent: after a crash the next start knows which hosts may hold half
 * of what. What comes at the same time is one transaction.
 */
export class RunLedger {
  readonly #epoch: number;
  #waiting: Entry[] = [];
  #writing: Promise<void> | null = null;

  private constructor(epoch: number) {
    this.#epoch = epoch;
  }

  static async open(epoch: number): Promise<RunLedger> {
    const newest = await database().run.findMany({
      orderBy: { startedAt: 'desc' },
      skip: KEPT,
      take: 1,
      select: { startedAt: true },
    });
    const [oldest] = newest;
    if (oldest) {
      await database().run.deleteMany({
        where: { startedAt: { lte: oldest.startedAt }, endedAt: { not: null } },
      });
    }
    return new RunLedger(epoch);
  }

  /** By host id: the last run of an earlier process whose end nobody saw. */
  async cut(): Promise<Map<string, LedgerRun>> {
    const rows = await database().run.findMany({
      where: { endedAt: null, epoch: { lt: this.#epoch } },
      orderBy: { startedAt: 'asc' },
    });
    return new Map(
      rows.map(({ id, hostId, revision, steps, digest, startedAt }) => [
        hostId,
        { id, hostId, revision, steps, digest, startedAt: startedAt.getTime() },
      ]),
    );
  }

  /** Settles when the run is written down. @throws NotWrittenDown */
  async begin(run: LedgerRun): Promise<void> {
    const { startedAt, ...rest } = run;
    const data = { ...rest, startedAt: new Date(startedAt), epoch: this.#epoch, stage: 'pushing' };
    try {
      await this.#write((tx) => tx.run.create({ data }));
    } catch (error) {
      throw new NotWrittenDown(error);
    }
  }

  /** Written behind: lost, the next start reads the host once more. */
  end(id: string, { stage, reached }: RunEnd): void {
    const data = { stage, reached, endedAt: new Date() };
    this.#write((tx) => tx.run.updateMany({ where: { id }, data })).catch((error) =>
      console.error('overlane: the end of a run could not be written:', error?.message ?? error),
    );
  }

  /** What an earlier process left open on this host is settled, whichever run it was. */
  judged(hostId: string, end: RunEnd): void {
    const data = { ...end, endedAt: new Date() };
    const where = { hostId, endedAt: null, epoch: { lt: this.#epoch } };
    this.#write((tx) => tx.run.updateMany({ where, data })).catch((error) =>
      console.error('overlane: the end of a run could not be written:', error?.message ?? error),
    );
  }

  /** Settles when nothing waits any more. */
  async flushed(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  #write(write: Entry['write']): Promise<void> {
    return new Promise((written, failed) => {
      this.#waiting.push({ write, written, failed });
      this.#writing ??= this.#drain().finally(() => {
        this.#writing = null;
      });
    });
  }

  async #drain(): Promise<void> {
    // Whoever else asks in this turn goes along.
    await null;
    while (this.#waiting.length > 0) {
      const entries = this.#waiting;
      this.#waiting = [];
      try {
        await this.#together(entries);
        for (const { written } of entries) written();
      } catch (error) {
        for (const { failed } of entries) failed(error);
      }
    }
  }

  async #together(entries: readonly Entry[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await transactionWithoutWaiting(async (tx) => {
          for (const { write } of entries) await write(tx);
        });
        return;
      } catch (error) {
        if (tries >= TRIES || !isHeld(error)) throw error;
        await later(PAUSE);
      }
    }
  }
}

function isHeld(error: unknown): boolean {
  return /database is locked|SQLITE_BUSY/.test(
    error instanceof Error ? `${error.message} ${String(error.cause)}` : '',
  );
}
