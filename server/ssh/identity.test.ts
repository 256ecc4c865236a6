import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadIdentity, publicLineOf } from './identity';
import { keysInMemory } from './kept-keys.testing';

// Making an RSA key takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-identity-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function keygen(kind: string, passphrase = ''): string {
  const path = join(folder, kind);
  expect(
    spawnSync('ssh-keygen', [
      '-q',
      '-t',
      kind,
      ...(kind === 'rsa' ? ['-b', '2048'] : []),
      '-N',
      passphrase,
      '-f',
      path,
    ]).status,
  ).toBe(0);
  return path;
}

const keys = keysInMemory();

it('a key that Overlane made is asked for by its id, and is what its public line says', async () => {
  const [shared, own] = await Promise.all([
    loadIdentity({ kind: 'generated' }, keys),
    loadIdentity({ kind: 'generated', id: 'abcdef' }, keys),
  ]);
  if (shared.kind !== 'key' || own.kind !== 'key') throw new Error('no keys');
  expect(own.privateKey).not.toBe(shared.privateKey);
  expect(await loadIdentity({ kind: 'generated', id: 'abcdef' }, keys)).toEqual(own);
  const path = join(folder, 'own');
  writeFileSync(path, own.privateKey, { mode: 0o600 });
  const { stdout } = spawnSync('ssh-keygen', ['-y', '-f', path], { encoding: 'utf8' });
  expect(publicLineOf(own.privateKey)).toBe(stdout.trim().split(' ').slice(0, 2).join(' '));
});

describe('a key file', () => {
  it.each(['ed25519', 'ecdsa', 'rsa'])('of type %s is used as it is', async (kind) => {
    const path = keygen(kind);
    const identity = await loadIdentity({ kind: 'file', path }, keys);
    expect(identity).toEqual({ kind: 'key', privateKey: readFileSync(path, 'utf8') });
  });

  it('may be written from the home directory', async () => {
    vi.stubEnv('HOME', folder);
    keygen('ed25519');
    expect((await loadIdentity({ kind: 'file', path: '~/ed25519' }, keys)).kind).toBe('key');
  });

  it('that is not there is named', async () => {
    const path = join(folder, 'none');
    const loading = loadIdentity({ kind: 'file', path }, keys);
    await expect(loading).rejects.toMatchObject({
      code: 'key-missing',
      message: `There is no key file ${path}.`,
    });
  });

  it.each(['ed25519', 'rsa'])(
    'of type %s with a passphrase is refused, and the agent proposed',
    async (kind) => {
      const path = keygen(kind, 'secret');
      await expect(loadIdentity({ kind: 'file', path }, keys)).rejects.toMatchObject({
        code: 'key-encrypted',
        remedy: expect.stringContaining('agent'),
      });
    },
  );

  it('with a passphrase in the old format is told apart too', async () => {
    const path = keygen('rsa');
    spawnSync('ssh-keygen', ['-q', '-p', '-m', 'PEM', '-P', '', '-N', 'secret', '-f', path]);
    await expect(loadIdentity({ kind: 'file', path }, keys)).rejects.toMatchObject({
      code: 'key-encrypted',
    });
  });

  it('that holds the public half is told apart', async () => {
    const path = `${keygen('ed25519')}.pub`;
    await expect(loadIdentity({ kind: 'file', path }, keys)).rejects.toMatchObject({
      code: 'key-not-private',
      message: expect.stringContaining('public key'),
    });
  });

  it('that holds something else is refused without a word of what it holds', async () => {
    const path = join(folder, 'other');
    writeFileSync(path, 'canary-secret');
    chmodSync(path, 0o600);
    const error = await loadIdentity({ kind: 'file', path }, keys).catch((e: Error) => e);
    expect(error).toMatchObject({ code: 'key-not-private' });
    expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain('canary');
  });

  it('that is a folder cannot be read', async () => {
    await expect(loadIdentity({ kind: 'file', path: folder }, keys)).rejects.toMatchObject({
      code: 'key-unreadable',
    });
  });
});

describe('the agent', () => {
  it.each([
    ['is not set', undefined],
    ['names nothing', '/nonexistent/agent'],
    ['names a file', '/etc/hostname'],
  ])('is absent where SSH_AUTH_SOCK %s', async (_, socket) => {
    vi.stubEnv('SSH_AUTH_SOCK', socket);
    await expect(loadIdentity({ kind: 'agent' }, keys)).rejects.toMatchObject({ code: 'agent-absent' });
  });
});
