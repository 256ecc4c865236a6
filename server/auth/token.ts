import { createHash, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { keepPrivate, newToken, readPrivateFile, TOKEN_PATTERN, writePrivateFile } from './private-file';

const slot = globalThis as typeof globalThis & {
  __overlaneTokenHash?: Buffer;
  __overlaneMetricsTokenHash?: Buffer;
};

/**
 * The command line's token, and one that is good for reading figures alone, each in a file that only the owner of the
 * data folder can read. They stay over starts.
 */
export function startToken(folder: string): void {
  slot.__overlaneTokenHash = hash(keptToken(join(folder, 'token')));
  slot.__overlaneMetricsTokenHash = hash(keptToken(join(folder, 'metrics-token')));
}

function keptToken(path: string): string {
  const found = readPrivateFile(path);
  const token = found !== null && TOKEN_PATTERN.test(found) ? found : newToken();
  if (token !== found) writePrivateFile(path, token);
  keepPrivate(path);
  return token;
}

/** Whether this is the command line's token, in a time that does not depend on how much of it is right. */
export function isCommandLineToken(token: string): boolean {
  return isToken(token, slot.__overlaneTokenHash);
}

/** Whether this is the token of whoever collects figures. It opens nothing else. */
export function isMetricsToken(token: string): boolean {
  return isToken(token, slot.__overlaneMetricsTokenHash);
}

function isToken(token: string, expected: Buffer | undefined): boolean {
  return expected !== undefined && timingSafeEqual(hash(token), expected);
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
