import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';

/** It is no backup, or not whole. */
export class ArchiveError extends Error {}

const NAMES = /^[a-z0-9_.-]+(\/[a-z0-9_.-]+)?$/;

const headSchema = z.strictObject({
  overlaneBackup: z.literal(1),
  /** ISO 8601: when the database was as it is in here. */
  at: z.iso.datetime(),
  fabric: z.string().max(100),
  revision: z.number().int().min(0),
  files: z
    .array(
      z.strictObject({
        /** Below the data folder. */
        name: z
          .string()
          .regex(NAMES)
          .refine((name) => !name.includes('..')),
        size: z.number().int().min(0),
        /** SHA-256, hex. */
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(20),
});

export type ArchiveHead = z.infer<typeof headSchema>;
type Source = { name: string; path: string };

/** Bytes of the first line. */
const LONGEST_HEAD = 16_384;

/**
 * One file, readable by its owner alone: gzip of a line of JSON that names what follows with size and SHA-256, and then
 * the files' bytes. It is there whole or not at all.
 * @throws ArchiveError where there is a file of that name already
 */
export async function writeArchive(
  to: string,
  head: Omit<ArchiveHead, 'overlaneBackup' | 'files'>,
  sources: readonly Source[],
): Promise<ArchiveHead> {
  if (await stat(to).catch(() => null)) throw new ArchiveError(`there is a file ${to} already`);
  const files = await Promise.all(
    sources.map(async ({ name, path }) => ({ name, ...(await measured(path)) })),
  );
  const whole: ArchiveHead = { overlaneBackup: 1, ...head, files };
  const part = `${to}.part`;
  await rm(part, { force: true });
  try {
    const body = Readable.from(bytes(whole, sources));
    await pipeline(body, createGzip(), createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }));
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return whole;
}

async function* bytes(head: ArchiveHead, sources: readonly Source[]): AsyncGenerator<Buffer> {
  yield Buffer.from(`${JSON.stringify(head)}\n`);
  for (const { path } of sources) yield* createReadStream(path);
}

async function measured(path: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}

/**
 * Lays the files of an archive into a folder, each readable by its owner alone, and holds every byte to what the first
 * line says.
 * @throws ArchiveError where it is no archive, or not whole; what was laid down by then is the caller's to remove
 */
export async function readArchive(from: string, folder: string): Promise<ArchiveHead> {
  const unzipped = createGunzip();
  // What goes wrong with either ends both, and is met where the bytes are taken.
  void pipeline(createReadStream(from), unzipped).catch(() => {});
  const reader = new Chunks(unzipped);
  try {
    const head = parseHead(await reader.line(LONGEST_HEAD));
    for (const { name, size, sha256 } of head.files) {
      const file = await open(join(folder, name.replace('/', '__')), 'wx', 0o600);
      const hash = createHash('sha256');
      try {
        for await (const chunk of reader.take(size)) {
          hash.update(chunk);
          await file.write(chunk);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      if (hash.digest('hex') !== sha256) throw new ArchiveError(`${name} in it is not what was backed up`);
    }
    if (!(await reader.isAtEnd())) throw new ArchiveError('there is more in it than it says');
    return head;
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') throw new ArchiveError(`there is no file ${from}`);
    if (typeof code === 'string' && code.startsWith('Z_'))
      throw new ArchiveError(`${from} is no backup, or is cut or damaged`);
    throw error;
  } finally {
    reader.close();
  }
}

/** Where `readArchive` laid a file. */
export function laidAt(folder: string, name: string): string {
  return join(folder, name.replace('/', '__'));
}

function parseHead(line: string): ArchiveHead {
  let json: unknown = null;
  try {
    json = JSON.parse(line);
  } catch {
    // Told below.
  }
  const parsed = headSchema.safeParse(json);
  if (!parsed.success) throw new ArchiveError('it is no backup that this version of Overlane can read');
  return parsed.data;
}

/** A stream, taken by lines and by counts of bytes. */
class Chunks {
  #rest: Buffer = Buffer.alloc(0);
  readonly #source: AsyncIterator<Buffer>;

  constructor(private readonly stream: Readable) {
    this.#source = stream[Symbol.asyncIterator]();
  }

  async line(longest: number): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end >= 0) {
        const line = this.#rest.subarray(0, end).toString('utf8');
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      if (this.#rest.length > longest || !(await this.#more())) return '';
    }
  }

  async *take(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more()))
        throw new ArchiveError('it is cut: some of it is missing');
      const chunk = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(chunk.length);
      left -= chunk.length;
      yield chunk;
    }
  }

  async isAtEnd(): Promise<boolean> {
    return this.#rest.length === 0 && !(await this.#more());
  }

  close(): void {
    this.stream.destroy();
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}
