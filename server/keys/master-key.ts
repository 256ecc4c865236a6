import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '../auth/private-file';
import { KeyError } from './error';

/** Bytes of an AES-256 key. */
const LENGTH = 32;
/** Of 32 random bytes about 30 differ; fewer than this come by chance once in 10^17 times. */
const FEWEST_DIFFERENT = 16;
const MAKE = 'openssl rand -base64 32';
/** What people type where a secret is asked for; some programs hash it to get a key of the right length. */
const DEFAULTS = ['', 'admin', 'changeme', 'default', 'key', 'overlane', 'password', 'secret', 'test'];

export const KEY_FILE = 'key';

/**
 * The key that all secrets in the database are sealed with: `OVERLANE_KEY`, else the file `key` of the data folder.
 * @returns null where there is neither
 * @throws KeyError where it is weak, or others may have read the file
 */
export function givenMasterKey(folder: string, environment: NodeJS.ProcessEnv = process.env): Buffer | null {
  const text = environment.OVERLANE_KEY ?? '';
  if (text.trim() !== '') return decoded(text.trim(), 'OVERLANE_KEY', `OVERLANE_KEY="$(${MAKE})"`);
  const path = join(folder, KEY_FILE);
  const file = readKept(path);
  return file === null ? null : decoded(file, path, `put the original of ${path} back`);
}

/** Makes the file of the data folder: its owner's alone from its first moment on. */
export function makeMasterKey(folder: string): Buffer {
  const key = randomBytes(LENGTH);
  writePrivateFile(join(folder, KEY_FILE), key.toString('base64'));
  return key;
}

function decoded(text: string, where: string, right: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : base64(text);
  const weak =
    key?.length !== LENGTH
      ? `is not ${LENGTH} bytes in base64 or hexadecimal`
      : isDefault(key)
        ? 'is one that anybody would guess'
        : isPatterned(key)
          ? 'is a pattern or a text and not random'
          : null;
  if (key && weak === null) return key;
  throw new KeyError('master-key', `${where} ${weak}: what would be right is a key of its own, ${right}`);
}

function base64(text: string): Buffer | null {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;
}

function isDefault(key: Buffer): boolean {
  return DEFAULTS.some((word) => {
    const padded = Buffer.alloc(LENGTH);
    padded.write(word);
    return key.equals(padded) || key.equals(createHash('sha256').update(word).digest());
  });
}

function isPatterned(key: Buffer): boolean {
  const steps = new Set(key.subarray(1).map((byte, i) => (byte - (key[i] ?? 0)) & 0xff));
  const isText = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText || steps.size < FEWEST_DIFFERENT / 2 || new Set(key).size < FEWEST_DIFFERENT;
}

/** What the file holds, if nobody but us can have read it; null where there is none. */
function readKept(path: string): string | null {
  let file: number;
  try {
    // A link would let somebody else choose the file.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new KeyError(
      'master-key',
      `${path} cannot be read, or is a link: it must be a file of mode 0600.`,
      {
        cause,
      },
    );
  }
  try {
    const bad = notPrivate(fstatSync(file), path);
    if (bad) throw new KeyError('master-key', bad);
    return readFileSync(file, 'utf8').trim();
  } finally {
    closeSync(file);
  }
}

function notPrivate(stats: Stats, path: string): string | null {
  const self = process.geteuid?.();
  if (!stats.isFile()) return `${path} is not a file: put the original back.`;
  if (self !== undefined && stats.uid !== self) {
    return `${path} belongs to another user (${stats.uid}), who can read it: chown ${self} ${path}`;
  }
  const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
  return (stats.mode & 0o077) === 0
    ? null
    : `${path} has mode ${mode}, so that other users may have read it: chmod 600 ${path}, and renew the SSH keys if somebody could.`;
}
