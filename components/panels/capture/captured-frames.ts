import { fromBase64 } from '@/components/panels/frames/from-base64';
import { RowSearch } from '@/components/panels/frames/row-search';
import { dissect } from '@/server/model/packet/dissect';
import type { Said } from '@/server/model/packet/frame';
import { timeText } from '@/server/model/packet/time';
import type { CapturedFrame } from '@/server/model/pcapng';

/** How many of the latest frames a page holds, and their bytes as base64; the file has all. */
export const WINDOW = { frames: 20_000, bytes: 64 * 1024 * 1024 };
/** Frames that go at once, so that rows do not move with each one. */
const GO_AT_ONCE = 1_000;

/** What a batch of frames is on its way here; `number` is that of the first one in the capture. */
export type FrameBatch = {
  number: number;
  at: readonly number[];
  length: readonly number[];
  bytes: readonly string[];
};

/** A frame with its number in the capture, from 1. */
export type NumberedFrame = CapturedFrame & { number: number };

/** Decoded when somebody looks at it: most of thousands a second nobody ever does. */
class ArrivedFrame implements NumberedFrame {
  #bytes: Uint8Array | null = null;

  constructor(
    readonly number: number,
    readonly at: number,
    readonly length: number,
    private readonly base64: string,
  ) {}

  get bytes(): Uint8Array {
    this.#bytes ??= fromBase64(this.base64);
    return this.#bytes;
  }

  /** Bytes that it takes here. */
  get size(): number {
    return this.base64.length;
  }
}

/**
 * The latest frames of one capture. They are kept as they came, and dissected when they are looked at or searched:
 * thousands a second arrive without any work but this. A frame is known by its place in the order of arrival, from 0,
 * which stays its own when older ones go.
 */
export class CapturedFrames {
  /** The number of the latest frame that the page was told of: so many were captured until then. */
  captured = 0;
  /** How many of these are not here and never were. */
  skipped = 0;
  /** Place of the oldest frame that is here. */
  first = 0;
  private frames: ArrivedFrame[] = [];
  private bytes = 0;
  private said: (Said | undefined)[] = [];
  private readonly found = new RowSearch((place) => this.textOf(place));

  constructor(
    readonly vxlanPorts: ReadonlySet<number>,
    private readonly window = WINDOW,
  ) {}

  /** Place of the frame that comes next. */
  get end(): number {
    return this.first + this.frames.length;
  }

  at(place: number): NumberedFrame | undefined {
    return this.frames[place - this.first];
  }

  /** `hold`: somebody looks at what is here, so that new frames go where there is no room, and not old ones. */
  add({ number, at, length, bytes }: FrameBatch, hold = false): void {
    this.skipped += number - 1 - this.captured;
    this.captured = number - 1 + bytes.length;
    for (const [i, text] of bytes.entries()) {
      if (hold && this.frames.length >= this.window.frames) {
        this.skipped += bytes.length - i;
        break;
      }
      this.frames.push(new ArrivedFrame(number + i, at[i] ?? 0, length[i] ?? 0, text));
      this.bytes += text.length;
    }
    if (!hold) this.letGo();
  }

  row(place: number): Said {
    const known = this.said[place - this.first];
    if (known) return known;
    const frame = this.at(place);
    if (!frame) return { source: '', target: '', protocol: '', info: '', line: '' };
    const { source, target, protocol, info, line } = dissect(frame.bytes, frame.length, this.vxlanPorts);
    // A frame in a tunnel is a line of its own to tcpdump.
    const said = {
      source,
      target,
      protocol,
      info,
      line: `${timeText(frame.at)} ${line.replaceAll('\n', ' ')}`,
    };
    this.said[place - this.first] = said;
    return said;
  }

  /** See RowSearch. */
  search(query: string, upTo: number, forMs?: number): ReturnType<RowSearch['search']> {
    return this.found.search(query, upTo, forMs);
  }

  private textOf(place: number): string {
    const { source, target, protocol, info, line } = this.row(place);
    return `${source} ${target} ${protocol} ${info} ${line}`.toLowerCase();
  }

  /** Old frames, where there are more than the page holds. */
  private letGo(): void {
    while (
      this.frames.length > GO_AT_ONCE &&
      (this.frames.length >= this.window.frames + GO_AT_ONCE || this.bytes > this.window.bytes)
    ) {
      for (const { size } of this.frames.splice(0, GO_AT_ONCE)) this.bytes -= size;
      this.said.splice(0, GO_AT_ONCE);
      this.first += GO_AT_ONCE;
      this.found.forget(this.first);
    }
  }
}
