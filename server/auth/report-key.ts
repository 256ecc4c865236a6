import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { join } from 'node:path';
import { dataFolder } from '../db/folder';
import { type Body, signedText, withSignature } from '../model/signed-document';
import { AuthError } from './error';
import { keepPrivate, readPrivateFile, writePrivateFile } from './private-file';

const FILE = 'report-key.pem';

/** The public half, for who verifies. */
export type ReportKey = {
  /** PEM. */
  publicKey: string;
  /** As `signatureSchema` says. */
  fingerprint: string;
};

/**
 * The Ed25519 key that reports of this installation are signed with; made at the first start.
 * @throws AuthError where the file holds no such key
 */
function reportKey(): KeyObject {
  const path = join(dataFolder(), FILE);
  const found = readPrivateFile(path);
  if (found === null) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writePrivateFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim());
    return privateKey;
  }
  keepPrivate(path);
  try {
    const key = createPrivateKey(found);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below.
  }
  throw new AuthError(
    'secret',
    `${FILE} in the data folder does not hold a key that Overlane made: put the original back.`,
  );
}

/** @throws AuthError */
export function publicReportKey(): ReportKey {
  return publicHalf(reportKey());
}

/** The document with the installation's signature. @throws AuthError */
export function signDocument(body: Body): string {
  const key = reportKey();
  const value = sign(null, Buffer.from(signedText(body)), key).toString('base64');
  return withSignature(body, { ...publicHalf(key), value });
}

function publicHalf(key: KeyObject): ReportKey {
  const half = createPublicKey(key);
  const digest = createHash('sha256').update(half.export({ type: 'spki', format: 'der' }));
  return {
    publicKey: half.export({ type: 'spki', format: 'pem' }).toString().trim(),
    fingerprint: `SHA256:${digest.digest('base64').replace(/=+$/, '')}`,
  };
}
