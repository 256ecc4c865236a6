import type { CaptureEvent } from '../probe/capture-event';

type Packets = CaptureEvent & { kind: 'packets' };
type Waiting = { at: number; length: number; bytes: string };

/** Frames that wait for a reader, beyond which the oldest are left out. */
const MOST_FRAMES = 5_000;
/** And their characters. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
/** Of one event, and the milliseconds between two: 5,000 frames a second are as many as a page is given. */
const EVENT_FRAMES = 200;
const EVENT_CHARACTERS = 256 * 1024;
const EVERY = 40;

/**
 * Events between a capture that waits for nobody and a reader who may be slow. Frames are left out where too many wait,
 * the oldest first, as who looks on wants to see what passes now; their numbers tell how many.
 */
export class Outbox {
  private readonly events: CaptureEvent[] = [];
  private frames: Waiting[] = [];
  /** Number of the first frame that waits. */
  private number = 1;
  private characters = 0;
  private over: { error: unknown } | null = null;
  private wake: (() => void) | null = null;

  put(event: CaptureEvent): void {
    if (event.kind === 'packets') this.add(event);
    else this.events.push(event);
    this.wake?.();
  }

  /** Nothing more comes; `error` is thrown to the reader. */
  end(error: unknown = null): void {
    this.over ??= { error };
    this.wake?.();
  }

  /** In order, `end` last. A reader takes its time. */
  async *read(): AsyncGenerator<CaptureEvent, void, undefined> {
    for (;;) {
      // All that is not frames comes before the first or after the last of them.
      while (this.events[0]?.kind === 'began') yield this.events.shift() as CaptureEvent;
      const packets = this.take();
      if (packets) {
        yield packets;
        if (!this.over) await pause(EVERY);
      } else if (this.events.length > 0) yield this.events.shift() as CaptureEvent;
      else if (this.over) {
        if (this.over.error !== null) throw this.over.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        this.wake = null;
      }
    }
  }

  private add({ number, at, length, bytes }: Packets): void {
    if (this.frames.length === 0) this.number = number;
    bytes.forEach((text, i) => {
      this.frames.push({ at: at[i] ?? 0, length: length[i] ?? 0, bytes: text });
      this.characters += text.length;
    });
    let out = Math.max(0, this.frames.length - MOST_FRAMES);
    let left = this.characters - this.weigh(0, out);
    while (left > MOST_CHARACTERS) left -= this.frames[out++]?.bytes.length ?? left;
    this.drop(out);
  }

  private take(): Packets | null {
    let count = 0;
    let characters = 0;
    for (const { bytes } of this.frames) {
      if (count === EVENT_FRAMES || (count > 0 && characters + bytes.length > EVENT_CHARACTERS)) break;
      characters += bytes.length;
      count += 1;
    }
    if (count === 0) return null;
    const { number } = this;
    const taken = this.drop(count);
    return {
      kind: 'packets',
      number,
      at: taken.map(({ at }) => at),
      length: taken.map(({ length }) => length),
      bytes: taken.map(({ bytes }) => bytes),
    };
  }

  private drop(count: number): Waiting[] {
    this.characters -= this.weigh(0, count);
    this.number += count;
    return this.frames.splice(0, count);
  }

  private weigh(from: number, to: number): number {
    let sum = 0;
    for (let i = from; i < to; i++) sum += this.frames[i]?.bytes.length ?? 0;
    return sum;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
