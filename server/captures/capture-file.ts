import { type FileHandle, open } from 'node:fs/promises';

/** A file that grows by whole pieces: what could not be written whole is not in it. */
export class CaptureFile {
  /** Bytes of all pieces that were written. */
  size = 0;

  private constructor(private readonly handle: FileHandle) {}

  /** Readable by its owner alone from its first moment on. */
  static async create(path: string): Promise<CaptureFile> {
    return new CaptureFile(await open(path, 'wx', 0o600));
  }

  async append(piece: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < piece.length; ) {
        const { bytesWritten } = await this.handle.write(piece, at, piece.length - at, this.size + at);
        at += bytesWritten;
      }
      this.size += piece.length;
    } catch (error) {
      // A disk that is full took a part of it.
      await this.handle.truncate(this.size);
      throw error;
    }
  }

  /** On the disk for good. */
  async close(): Promise<void> {
    try {
      await this.handle.sync();
    } finally {
      await this.handle.close();
    }
  }
}
