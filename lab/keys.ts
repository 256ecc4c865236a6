import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface PublicKey {
  /** One line, as in authorized_keys and known_hosts after the name: `ssh-ed25519 AAAA…` */
  line: string;
  /** `SHA256:…`, as `ssh-keygen -l` writes it */
  fingerprint: string;
}

/**
 * The key in a file, made if there is none: keys outlive a lab, so that what was pinned once stays pinned.
 * The file has mode 0600 and the format that OpenSSH's ssh-keygen writes; the public half is in `<path>.pub`.
 */
export async function keyAt(path: string, comment: string): Promise<PublicKey> {
  const known = await readFile(`${path}.pub`, 'utf8').catch(() => null);
  if (known) {
    return publicKey(Buffer.from(known.split(' ')[1] ?? '', 'base64'));
  }
  const { blob, file } = makeKey(comment);
  const made = publicKey(blob);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, file, { mode: 0o600 });
  await writeFile(`${path}.pub`, `${made.line} ${comment}\n`);
  return made;
}

function publicKey(blob: Buffer): PublicKey {
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return { line: `ssh-ed25519 ${blob.toString('base64')}`, fingerprint: `SHA256:${digest}` };
}

/** The file format is OpenSSH's PROTOCOL.key, without a passphrase. */
function makeKey(comment: string): { blob: Buffer; file: string } {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const seed = Buffer.from(jwk.d as string, 'base64url');
  const point = Buffer.from(jwk.x as string, 'base64url');
  const blob = Buffer.concat([field('ssh-ed25519'), field(point)]);
  const check = randomBytes(4);
  const secret = [check, check, field('ssh-ed25519'), field(point)];
  secret.push(field(Buffer.concat([seed, point])), field(comment));
  const length = secret.reduce((sum, part) => sum + part.length, 0);
  secret.push(Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (length % 8)) % 8)));
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    Buffer.from([0, 0, 0, 1]),
    field(blob),
    field(Buffer.concat(secret)),
  ]);
  const lines = whole.toString('base64').match(/.{1,70}/g) as string[];
  const file = ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''];
  return { blob, file: file.join('\n') };
}

function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
