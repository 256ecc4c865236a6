import type { TraceFate, TraceRowPatch } from '../model/trace-row';
import type { TraceEvent, TraceFrames } from '../probe/trace-event';

/** Milliseconds between two looks at what is new. */
const EVERY_MS = 60;
/** Frames that wait to be told before hops are held. */
const MOST_WAITING = 2_000;
/** Of one event. */
const MOST_TOLD = 500;

/** What of a trace waits to be told; whoever brings more waits while a reader is slow. */
export class TraceOutlet {
  private news: TraceEvent[] = [];
  private readonly rows: TraceRowPatch[] = [];
  private readonly frames: TraceFrames = { hop: [], row: [], at: [], length: [], bytes: [] };
  private readonly fates: TraceFate[] = [];
  private wake: (() => void) | null = null;
  private hasNews = false;
  private room: { promise: Promise<void>; open(): void } | null = null;
  private isOpen = true;

  /** @param most rows that are told */
  constructor(private readonly most: number) {}

  put(event: TraceEvent): void {
    this.news.push(event);
    this.tell();
  }

  putRows(patches: readonly TraceRowPatch[]): void {
    for (const patch of patches) {
      if (patch.n >= this.most) continue;
      if (patch.fate) this.fates[patch.n] = patch.fate;
      this.rows.push(patch);
    }
  }

  putFrame(hop: number, row: number, at: number, length: number, bytes: string): void {
    if (row >= this.most) return;
    this.frames.hop.push(hop);
    this.frames.row.push(row);
    this.frames.at.push(at);
    this.frames.length.push(length);
    this.frames.bytes.push(bytes);
  }

  /** Something besides happened. */
  tell(): void {
    this.hasNews = true;
    this.wake?.();
  }

  /** Nobody waits any more. */
  release(): void {
    this.isOpen = false;
    this.room?.open();
    this.tell();
  }

  /** Until there is news; or for a moment, since time alone makes packets lost. */
  async somethingNew(): Promise<void> {
    if (!this.hasNews) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 4 * EVERY_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = null;
    }
    if (this.isOpen) await pause(EVERY_MS);
    this.hasNews = false;
  }

  async whenThereIsRoom(): Promise<void> {
    if (this.frames.hop.length < MOST_WAITING || !this.isOpen) return;
    if (this.room === null) {
      let open: () => void = () => {};
      const promise = new Promise<void>((resolve) => {
        open = resolve;
      });
      this.room = { promise, open };
    }
    await this.room.promise;
  }

  *flush(): Generator<TraceEvent, void, undefined> {
    const news = this.news;
    this.news = [];
    yield* news;
    while (this.rows.length > 0 || this.frames.hop.length > 0) {
      const rows = this.rows.splice(0, MOST_TOLD);
      const frames = {
        hop: this.frames.hop.splice(0, MOST_TOLD),
        row: this.frames.row.splice(0, MOST_TOLD),
        at: this.frames.at.splice(0, MOST_TOLD),
        length: this.frames.length.splice(0, MOST_TOLD),
        bytes: this.frames.bytes.splice(0, MOST_TOLD),
      };
      yield { kind: 'rows', rows, frames };
    }
    this.room?.open();
    this.room = null;
  }

  /** Of all that was put in. */
  counts(): { packets: number; arrived: number; lost: number } {
    const count = (fate: TraceFate) => this.fates.filter((one) => one === fate).length;
    return { packets: this.fates.length, arrived: count('arrived'), lost: count('lost') };
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
