import { generateKeyPairSync, randomBytes } from 'node:crypto';

export type KeyPair = {
  /** A file in OpenSSH's format (PROTOCOL.key), without a passphrase. */
  privateKey: string;
  /** `ssh-ed25519 AAAA…`, without a comment. */
  publicLine: string;
};

/**
 * An ed25519 key pair. Not by ssh2's own generator: 1.17 strips leading zero bytes, so that one pair in 256 cannot be
 * read again.
 */
export function makeKeyPair(comment: string): KeyPair {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return writeKeyPair(Buffer.from(jwk.d ?? '', 'base64url'), Buffer.from(jwk.x ?? '', 'base64url'), comment);
}

/** @param seed and `point` the private and the public half, 32 bytes each (RFC 8032) */
export function writeKeyPair(seed: Buffer, point: Buffer, comment: string): KeyPair {
  const publicBlob = Buffer.concat([string('ssh-ed25519'), string(point)]);
  // The same number twice: a wrong passphrase would show as a difference.
  const check = randomBytes(4);
  const halves = string(Buffer.concat([seed, point]));
  const secret = padded(Buffer.concat([check, check, publicBlob, halves, string(comment)]));
  const one = Buffer.from([0, 0, 0, 1]);
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[string('none'), string('none'), string('')],
    ...[one, string(publicBlob), string(secret)],
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
  return { privateKey, publicLine: `ssh-ed25519 ${publicBlob.toString('base64')}` };
}

/** To whole blocks of 8 bytes by 1, 2, 3, … */
function padded(bytes: Buffer): Buffer {
  const missing = (8 - (bytes.length % 8)) % 8;
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_, i) => i + 1))]);
}

/** RFC 4251, 5: length and bytes. */
function string(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
