import { database } from '../db/client';
import type { CaptureEnd } from '../probe/capture-event';
import { CaptureFolder } from './capture-folder';
import { readCaptureLimits, type SavedCaptureLimits, writeCaptureLimits } from './capture-limits';
import { Quota } from './quota';
import { type NewCapture, NotSaved, type SavedCapture } from './saved-capture';
import { Saving } from './saving';

/** Bytes of the disk that captures leave free. */
const RESERVE = 256e6;

/** All files of captures of this installation. What is written now is in memory besides; all else is in the database. */
export class SavedCaptures {
  private readonly writing = new Map<string, Saving>();

  private constructor(
    private readonly folder: CaptureFolder,
    readonly quota: Quota,
  ) {}

  /** Opens the folder and sweeps it: what a killed controller did not complete goes, what is complete stays. */
  static async open(dataFolder: string, { reserve = RESERVE } = {}): Promise<SavedCaptures> {
    const folder = new CaptureFolder(dataFolder, reserve);
    const shelf = new SavedCaptures(folder, new Quota(await readCaptureLimits()));
    await shelf.sweep();
    return shelf;
  }

  /** @throws NotSaved where there is no room, or such an id is taken */
  async begin(what: NewCapture): Promise<Saving> {
    const { id } = what;
    // One byte is the least that there must be room for.
    const full = this.quota.take(what.owner, 1);
    if (full !== null) throw new NotSaved(full);
    this.quota.giveBack(what.owner, 1);
    if (await database().savedCapture.findUnique({ where: { id } })) {
      throw new NotSaved('A capture of this id is saved already.');
    }
    const saving: Saving = new Saving(what, {
      folder: this.folder,
      quota: this.quota,
      began: async (capture) => {
        await database().savedCapture.create({ data: rowOf(capture) });
        this.writing.set(id, saving);
      },
      ended: async (capture) =>
        void (await database().savedCapture.update({ where: { id }, data: rowOf(capture) })),
    });
    return saving;
  }

  /** After its last frame. What has none is not kept. */
  async end(saving: Saving, reason: CaptureEnd['reason'], dropped: number | null): Promise<void> {
    const { id, owner, size } = saving.saved;
    try {
      const kept = await saving.finish(reason, dropped, Date.now() + this.quota.limits.hours * 3_600_000);
      if (!kept && saving.begun) await this.forget({ id, owner, size });
    } finally {
      this.writing.delete(id);
    }
  }

  /** Newest first; those that are written now as far as they are. */
  async list(): Promise<SavedCapture[]> {
    const rows = await database().savedCapture.findMany({ orderBy: [{ at: 'desc' }, { id: 'asc' }] });
    return rows.map((row) => this.seen(row)).filter((one) => !isExpired(one));
  }

  async find(id: string): Promise<SavedCapture | null> {
    const row = await database().savedCapture.findUnique({ where: { id } });
    if (!row) return null;
    const found = this.seen(row);
    return isExpired(found) ? null : found;
  }

  /** Where the bytes of one are: `size` of them are whole. */
  fileOf({ id, reason, size }: SavedCapture): { path: string; size: number } {
    return { path: reason === null ? this.folder.part(id) : this.folder.whole(id), size };
  }

  /** @throws NotSaved while it is written */
  async remove({ id, owner, size }: SavedCapture): Promise<void> {
    if (this.writing.has(id)) throw new NotSaved('This capture still runs: stop it first.');
    await this.forget({ id, owner, size });
  }

  async setLimits(limits: SavedCaptureLimits): Promise<void> {
    await writeCaptureLimits(limits);
    this.quota.limits = limits;
  }

  async removeExpired(): Promise<void> {
    const due = await database().savedCapture.findMany({ where: { expiresAt: { lte: new Date() } } });
    for (const row of due) await this.forget(row);
  }

  /** Whether something is written now. */
  get busy(): boolean {
    return this.writing.size > 0;
  }

  private async sweep(): Promise<void> {
    const { whole, parts } = this.folder.found();
    const rows = await database().savedCapture.findMany();
    for (const row of rows) {
      const { id, owner, size } = row;
      const complete = row.reason !== null && (whole.has(id) || parts.has(id));
      if (complete) this.quota.count(owner, size);
      // It was on the disk as a whole, and had everything but its name.
      if (complete && !whole.has(id)) await this.folder.complete(id);
      if (!complete) await this.forget({ id, owner, size: 0 });
    }
    const known = new Set(rows.map(({ id }) => id));
    for (const id of [...whole, ...parts]) if (!known.has(id)) await this.folder.remove(id);
    await this.removeExpired();
  }

  private async forget({ id, owner, size }: Pick<SavedCapture, 'id' | 'owner' | 'size'>): Promise<void> {
    await this.folder.remove(id);
    await database().savedCapture.deleteMany({ where: { id } });
    this.quota.giveBack(owner, size);
  }

  private seen(row: Row): SavedCapture {
    const live = this.writing.get(row.id)?.saved;
    return live ? { ...live } : { ...row, at: row.at.getTime(), expiresAt: row.expiresAt?.getTime() ?? null };
  }
}

type Row = Omit<SavedCapture, 'at' | 'expiresAt'> & { at: Date; expiresAt: Date | null };

function rowOf({ at, expiresAt, ...rest }: SavedCapture): Row {
  return { ...rest, at: new Date(at), expiresAt: expiresAt === null ? null : new Date(expiresAt) };
}

function isExpired({ expiresAt }: SavedCapture): boolean {
  return expiresAt !== null && expiresAt <= Date.now();
}
