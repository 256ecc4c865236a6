import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KeyError } from './error';

const CIPHER = 'aes-256-gcm';
/** Bytes, as NIST SP 800-38D wants them: a fresh random one for each text. */
const NONCE = 12;
const TAG = 16;
const VERSION = 'v1:';

/** @param about what the text belongs to: where it is moved to something else it does not open */
export function seal(key: Buffer, text: string, about: string): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG });
  cipher.setAAD(Buffer.from(about));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
}

/** @throws KeyError where it was sealed with another key, for something else, or changed */
export function unseal(key: Buffer, sealed: string, about: string): string {
  const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64');
  if (!sealed.startsWith(VERSION) || bytes.length < NONCE + TAG) throw notOurs();
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
  } catch {
    // Node's own words help nobody here.
    throw notOurs();
  }
}

function notOurs(): KeyError {
  return new KeyError('sealed', 'What was sealed does not open: it was changed, or sealed with another key.');
}
