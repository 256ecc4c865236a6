import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { describeHostKey } from './host-key';

// Making an RSA key takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const folder = mkdtempSync(join(tmpdir(), 'overlane-host-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['ed25519', 'ssh-ed25519'],
  ['ecdsa', 'ecdsa-sha2-nistp256'],
  ['rsa', 'ssh-rsa'],
])('the fingerprint of a key of type %s is the one that ssh-keygen prints', (kind, type) => {
  const path = join(folder, kind);
  expect(
    spawnSync('ssh-keygen', [
      '-q',
      '-t',
      kind,
      ...(kind === 'rsa' ? ['-b', '2048'] : []),
      '-N',
      '',
      '-f',
      path,
    ]).status,
  ).toBe(0);
  const printed = spawnSync('ssh-keygen', ['-l', '-f', path], { encoding: 'utf8' }).stdout.split(' ')[1];
  const blob = Buffer.from(readFileSync(`${path}.pub`, 'utf8').split(' ')[1] ?? '', 'base64');
  expect(describeHostKey(blob)).toEqual({ fingerprint: printed, type });
});

it.each([[''], ['ff'], ['ffffffff00'], ['000000033c693e']])(
  'a key of nonsense (%s) has a type of words only',
  (hex) => {
    expect(describeHostKey(Buffer.from(hex, 'hex')).type).toBe('unknown');
  },
);
