import { Buffer } from 'node:buffer';
import { type PcapngInterface, pcapngFrame, pcapngHead } from '../model/pcapng';
import type { CaptureEnd, CaptureEvent } from '../probe/capture-event';
import { CaptureFile } from './capture-file';
import type { CaptureFolder } from './capture-folder';
import type { Quota } from './quota';
import type { NewCapture, SavedCapture } from './saved-capture';

type Packets = CaptureEvent & { kind: 'packets' };

/** Bytes written between two looks at how much of the disk is free. */
const LOOK_EVERY = 8 * 1024 * 1024;

export type SavingDeps = {
  folder: CaptureFolder;
  quota: Quota;
  /** The row, before the file. */
  began(capture: SavedCapture): Promise<void>;
  /** The row again, after the file is on the disk and before it has its name. */
  ended(capture: SavedCapture): Promise<void>;
};

/** One capture while it is written. It has a file and a row from its first frame on. */
export class Saving {
  readonly saved: SavedCapture;
  private file: CaptureFile | null = null;
  private failure: string | null = null;
  private looked = 0;

  constructor(
    private readonly what: NewCapture,
    private readonly deps: SavingDeps,
  ) {
    const { snapLength: _, ...rest } = what;
    this.saved = { ...rest, at: 0, reason: null, packets: 0, dropped: null, size: 0, expiresAt: null };
  }

  /** Whether it has left something to be put away. */
  get begun(): boolean {
    return this.saved.at > 0;
  }

  /** Writes them all, or none of them and says why; then nothing more is taken. `expression`: tcpdump's. */
  async append(packets: Packets, expression: string): Promise<string | null> {
    if (this.failure !== null) return this.failure;
    try {
      const file = this.file ?? (await this.begin(expression));
      this.failure = file ? await this.write(file, packets) : this.failure;
    } catch (error) {
      this.failure = whyUnwritten(error);
    }
    return this.failure;
  }

  /** Closes the file and gives it its name. @returns whether there is one */
  async finish(reason: CaptureEnd['reason'], dropped: number | null, expiresAt: number): Promise<boolean> {
    const { file, saved } = this;
    if (!file) return false;
    await file.close();
    if (saved.packets === 0) return false;
    await this.deps.ended({ ...saved, reason, dropped, expiresAt });
    await this.deps.folder.complete(saved.id);
    Object.assign(saved, { reason, dropped, expiresAt });
    return true;
  }

  private async begin(expression: string): Promise<CaptureFile | null> {
    const { folder } = this.deps;
    this.failure = await folder.full();
    if (this.failure !== null) return null;
    this.saved.at = Date.now();
    await this.deps.began(this.saved);
    this.file = await CaptureFile.create(folder.part(this.what.id));
    const { place, snapLength } = this.what;
    const about: PcapngInterface = { name: place, filter: expression, snapLength };
    const head = Buffer.concat(pcapngHead(about));
    this.deps.quota.count(this.what.owner, head.length);
    this.saved.size = head.length;
    await this.file.append(head);
    return this.file;
  }

  private async write(file: CaptureFile, { at, length, bytes }: Packets): Promise<string | null> {
    const { folder, quota } = this.deps;
    if (file.size - this.looked > LOOK_EVERY) {
      this.looked = file.size;
      const full = await folder.full();
      if (full !== null) return full;
    }
    const piece = Buffer.concat(
      bytes.map((text, i) =>
        pcapngFrame({ at: at[i] ?? 0, length: length[i] ?? 0, bytes: Buffer.from(text, 'base64') }),
      ),
    );
    const noRoom = quota.take(this.what.owner, piece.length);
    if (noRoom !== null) return noRoom;
    try {
      await file.append(piece);
    } catch (error) {
      quota.giveBack(this.what.owner, piece.length);
      throw error;
    }
    this.saved.size = file.size;
    this.saved.packets += bytes.length;
    return null;
  }
}

function whyUnwritten(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return 'The disk of the data folder is full, and the capture ended with it: what was written before is kept.';
  }
  console.error('A capture could not be written:', error);
  return `The capture could not be written${code ? ` (${code})` : ''}; the log of the product has the reason.`;
}
