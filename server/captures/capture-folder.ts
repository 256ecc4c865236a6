import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesText } from '../model/bytes-text';
import { ID_PATTERN } from '../model/ids';

const WHOLE = '.pcapng';
const PART = '.pcapng.part';

/** Where the files lie: `ID.pcapng`, and `ID.pcapng.part` while one is written. */
export class CaptureFolder {
  readonly path: string;

  /** `reserve`: bytes of the disk that captures leave free, as the database needs some. */
  constructor(
    dataFolder: string,
    private readonly reserve: number,
  ) {
    this.path = join(dataFolder, 'captures');
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    chmodSync(this.path, 0o700);
  }

  whole(id: string): string {
    return join(this.path, `${safe(id)}${WHOLE}`);
  }

  part(id: string): string {
    return join(this.path, `${safe(id)}${PART}`);
  }

  async complete(id: string): Promise<void> {
    await rename(this.part(id), this.whole(id));
  }

  async remove(id: string): Promise<void> {
    await Promise.all([rm(this.whole(id), { force: true }), rm(this.part(id), { force: true })]);
  }

  /** Ids by how far their files got. Names that are none of ours are left alone. */
  found(): { whole: Set<string>; parts: Set<string> } {
    const names = readdirSync(this.path);
    const ending = (end: string) =>
      new Set(
        names
          .filter((name) => name.endsWith(end))
          .map((name) => name.slice(0, -end.length))
          .filter((id) => ID_PATTERN.test(id)),
      );
    return { whole: ending(WHOLE), parts: ending(PART) };
  }

  /** Why nothing more may be written, or null. */
  async full(): Promise<string | null> {
    const { bavail, bsize } = await statfs(this.path);
    const free = bavail * bsize;
    return free < this.reserve
      ? `The disk of the data folder is nearly full: ${bytesText(free)} are left, and captures leave ${bytesText(this.reserve)} free.`
      : null;
  }
}

/** Ids come from outside: none leads to another folder. */
function safe(id: string): string {
  if (!ID_PATTERN.test(id)) throw new Error('an id of a capture is letters and digits');
  return id;
}
