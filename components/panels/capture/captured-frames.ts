import { fromBase64 } from '@/components/panels/frames/from-base64';
import { RowSearch } from '@/components/panels/frames/row-search';
import { dissect } from '@/server/model/packet/dissect';
import type { Said } from '@/server/model/packet/frame';
import { timeText } from '@/server/model/packet/time';
import type { CapturedFrame } from '@/server/model/pcapng';

/** What a batch of frames is on its way here. */
export type FrameBatch = { at: readonly number[]; length: readonly number[]; bytes: readonly string[] };

/**
 * The frames of one capture. They are kept as bytes, and dissected when they are looked at or searched: thousands a
 * second arrive without any work but this.
 */
export class CapturedFrames {
  readonly frames: CapturedFrame[] = [];
  private readonly said: (Said | undefined)[] = [];
  private readonly found = new RowSearch((index) => this.textOf(index));

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

  /** See RowSearch. */
  search(query: string, upTo: number, forMs?: number): ReturnType<RowSearch['search']> {
    return this.found.search(query, upTo, forMs);
  }

  private textOf(index: number): string {
    const { source, target, protocol, info, line } = this.row(index);
    return `${source} ${target} ${protocol} ${info} ${line}`.toLowerCase();
  }
}
