import { fromBase64 } from '@/components/panels/frames/from-base64';
import { RowSearch } from '@/components/panels/frames/row-search';
import type { TraceFrames } from '@/server/api/types';
import { dissect } from '@/server/model/packet/dissect';
import type { Said } from '@/server/model/packet/frame';
import type { TraceHop } from '@/server/model/trace';
import { framesOf, type TracedFrame } from '@/server/model/trace-file';
import { type TraceRow, type TraceRowPatch, withRowPatch } from '@/server/model/trace-row';

const NOTHING: Said = { source: '', target: '', protocol: '', info: '', line: '' };

/** The packets of one trace, and the frames in which each was seen. Frames are dissected when they are looked at. */
export class TracedPackets {
  readonly rows: TraceRow[] = [];
  readonly frames: TracedFrame[] = [];
  private readonly ofRow: TracedFrame[][] = [];
  private readonly said: (Said | undefined)[] = [];
  private readonly found = new RowSearch((n) => this.textOf(n));
  private lost: { at: number; rows: number[] } = { at: -1, rows: [] };
  /** Another number after each change. */
  turn = 0;

  constructor(
    readonly hops: readonly TraceHop[],
    readonly vxlanPorts: ReadonlySet<number>,
  ) {}

  add(patches: readonly TraceRowPatch[], frames: TraceFrames): void {
    this.turn += 1;
    for (const patch of patches)
      this.rows[patch.n] = withRowPatch(this.rows[patch.n], patch, this.hops.length);
    for (const frame of framesOf(frames, fromBase64)) {
      this.frames.push(frame);
      const own = this.ofRow[frame.row];
      if (own) own.push(frame);
      else this.ofRow[frame.row] = [frame];
    }
  }

  /** The frame in which a packet was seen at a hop, or null. */
  frameAt(n: number, hop: number): TracedFrame | null {
    return this.ofRow[n]?.find((frame) => frame.hop === hop) ?? null;
  }

  /** What a packet is, as it is outside of its tunnel. */
  saidOf(n: number): Said {
    const known = this.said[n];
    if (known) return known;
    const frames = this.ofRow[n] ?? [];
    const frame = frames.find(({ hop }) => this.hops[hop]?.place.at !== 'underlay') ?? frames[0];
    if (!frame) return NOTHING;
    const { source, target, protocol, info, line } = dissect(frame.bytes, frame.length, this.vxlanPorts);
    const said = { source, target, protocol, info: info.replace(/^VNI \d+: /, ''), line };
    this.said[n] = said;
    return said;
  }

  /** See RowSearch. */
  search(query: string, upTo: number, forMs?: number): ReturnType<RowSearch['search']> {
    return this.found.search(query, upTo, forMs);
  }

  /** Numbers of the packets that were lost, of the first `upTo`. */
  lostRows(upTo: number): readonly number[] {
    if (this.lost.at !== this.turn) {
      const rows = this.rows.flatMap(({ n, fate }) => (fate === 'lost' ? [n] : []));
      this.lost = { at: this.turn, rows };
    }
    return this.lost.rows.at(-1) !== undefined && (this.lost.rows.at(-1) ?? 0) >= upTo
      ? this.lost.rows.filter((n) => n < upTo)
      : this.lost.rows;
  }

  private textOf(n: number): string {
    const { source, target, protocol, info, line } = this.saidOf(n);
    return `${source} ${target} ${protocol} ${info} ${line}`.toLowerCase();
  }
}
