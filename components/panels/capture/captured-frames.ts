import { dissect } from '@/server/model/packet/dissect';
import type { Said } from '@/server/model/packet/frame';
import { timeText } from '@/server/model/packet/time';
import type { CapturedFrame } from '@/server/model/pcapng';

/** Frames between two looks at the clock. */
const CLOCK_EVERY = 32;

/** What a batch of frames is on its way here. */
export type FrameBatch = { at: readonly number[]; length: readonly number[]; bytes: readonly string[] };

/**
 * The frames of one capture. They are kept as bytes, and dissected when they are looked at or searched: thousands a
 * second arrive without any work but this.
 */
export class CapturedFrames {
  readonly frames: CapturedFrame[] = [];
  private readonly said: (Said | undefined)[] = [];
  private found = { query: '', searched: 0, rows: [] as number[] };

  constructor(readonly vxlanPorts: ReadonlySet<number>) {}

  add({ at, length, bytes }: FrameBatch): void {
    bytes.forEach((text, i) => {
      this.frames.push({ at: at[i] ?? 0, length: length[i] ?? 0, bytes: fromBase64(text) });
    });
  }

  row(index: number): Said {
    const known = this.said[index];
    if (known) return known;
    const frame = this.frames[index];
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
    this.said[index] = said;
    return said;
  }

  /**
   * Numbers of the frames in which this text is, of the first `upTo`. Only what is new is looked at again, and no longer
   * than a moment: where `searched` is less than `upTo`, the next call goes on.
   */
  search(
    query: string,
    upTo: number,
    forMs = Number.POSITIVE_INFINITY,
  ): { rows: readonly number[]; searched: number } {
    const terms = query.trim().toLowerCase();
    if (this.found.query !== terms || this.found.searched > upTo) {
      this.found = { query: terms, searched: 0, rows: [] };
    }
    const { found } = this;
    if (found.searched === upTo) return found;
    const deadline = performance.now() + forMs;
    const rows = [...found.rows];
    let i = found.searched;
    while (i < upTo) {
      const { source, target, protocol, info, line } = this.row(i);
      const text = `${source} ${target} ${protocol} ${info} ${line}`.toLowerCase();
      if (text.includes(terms)) rows.push(i);
      i += 1;
      if (i % CLOCK_EVERY === 0 && performance.now() > deadline) break;
    }
    this.found = { query: terms, searched: i, rows };
    return this.found;
  }
}

function fromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
