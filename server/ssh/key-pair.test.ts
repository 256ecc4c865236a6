import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, expect, it } from 'vitest';
import { type KeyPair, makeKeyPair, writeKeyPair } from './key-pair';

const folder = mkdtempSync(join(tmpdir(), 'overlane-key-pair-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The public half as ssh-keygen finds it in the private file. */
function asOpenSshReads({ privateKey }: KeyPair): string {
  const path = join(folder, 'key');
  writeFileSync(path, privateKey, { mode: 0o600 });
  return spawnSync('ssh-keygen', ['-y', '-f', path], { encoding: 'utf8' }).stdout.trim();
}

function asSsh2Reads({ privateKey }: KeyPair): string {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) return key.message;
  // It signs with what it read.
  expect(key.verify('text', key.sign('text'))).toBe(true);
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}

function pairWhere(wanted: (seed: Buffer, point: Buffer) => boolean): KeyPair {
  for (;;) {
    const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    const seed = Buffer.from(jwk.d ?? '', 'base64url');
    const point = Buffer.from(jwk.x ?? '', 'base64url');
    if (wanted(seed, point)) return writeKeyPair(seed, point, 'overlane');
  }
}

it.each([
  ['any', () => makeKeyPair('overlane')],
  ['without a comment', () => makeKeyPair('')],
  ['whose private half begins with a zero byte', () => pairWhere((seed) => seed[0] === 0)],
  ['whose public half begins with a zero byte', () => pairWhere((_, point) => point[0] === 0)],
])('a key pair (%s) is what OpenSSH and ssh2 read', (_, make) => {
  const pair = make();
  expect(asOpenSshReads(pair).split(' ').slice(0, 2).join(' ')).toBe(pair.publicLine);
  expect(asSsh2Reads(pair)).toBe(pair.publicLine);
});
