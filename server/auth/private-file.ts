import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What the file holds, without white space around it, or null where there is none. */
export function readPrivateFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Replaces the file at once, readable by its owner alone from its first moment on. */
export function writePrivateFile(path: string, text: string): void {
  const next = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(next, `${text}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(next, path);
}

export function keepPrivate(path: string): void {
  chmodSync(path, 0o600);
}

/** 32 bytes from the system's generator, as 43 characters that need no quoting anywhere. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;
