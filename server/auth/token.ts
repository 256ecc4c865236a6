import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { keepPrivate, newToken, readPrivateFile, TOKEN_PATTERN, writePrivateFile } from './private-file';

const slot = globalThis as typeof globalThis & { __overlaneTokenHash?: Buffer };

/** The command line's token, in a file that only the owner of the data folder can read. It stays over starts. */
export function startToken(folder: string): void {
  const path = join(folder, 'token');
  const found = readPrivateFile(path);
  const token = found !== null && TOKEN_PATTERN.test(found) ? found : newToken();
  if (token !== found) writePrivateFile(path, token);
  keepPrivate(path);
  slot.__overlaneTokenHash = hash(token);
}

/** Whether this is the command line's token, in a time that does not depend on how much of it is right. */
export function isCommandLineToken(token: string): boolean {
  const expected = slot.__overlaneTokenHash;
  return expected !== undefined && timingSafeEqual(hash(token), expected);
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
