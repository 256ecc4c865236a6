import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import ssh2 from 'ssh2';
import type { HostKeySource } from '../model/intent';
import { makeKeyPair } from './key-pair';

/** What Overlane proves itself with, ready for use. Never logged, never part of an error. */
export type Identity = { kind: 'agent'; socket: string } | { kind: 'key'; privateKey: string };

export class IdentityError extends Error {
  constructor(
    readonly code: 'agent-absent' | 'key-missing' | 'key-unreadable' | 'key-encrypted' | 'key-not-private',
    sentence: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(sentence, options);
    this.name = 'IdentityError';
  }
}

/**
 * @param dataFolder where Overlane keeps all that it makes
 * @throws IdentityError
 */
export async function loadIdentity(source: HostKeySource, dataFolder: string): Promise<Identity> {
  switch (source.kind) {
    case 'agent':
      return agent();
    case 'file':
      return { kind: 'key', privateKey: await readKey(source.path.replace(/^~(?=\/)/, homedir())) };
    case 'generated':
      return { kind: 'key', privateKey: await readKey(await ownKeyFile(dataFolder)) };
  }
}

async function agent(): Promise<Identity> {
  const socket = process.env.SSH_AUTH_SOCK;
  const found = socket ? await stat(socket).catch(() => null) : null;
  if (!socket || !found?.isSocket()) {
    throw new IdentityError(
      'agent-absent',
      socket
        ? `SSH_AUTH_SOCK names ${socket}, where no agent listens.`
        : 'No SSH agent is there: SSH_AUTH_SOCK is not set where Overlane runs.',
      'Start Overlane from a session with an agent, or choose a key file.',
    );
  }
  return { kind: 'agent', socket };
}

async function readKey(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
      throw new IdentityError('key-missing', `There is no key file ${path}.`, 'Choose another key.', {
        cause,
      });
    }
    throw new IdentityError(
      'key-unreadable',
      `The key file ${path} cannot be read (${cause.code ?? cause.message}).`,
      `Let the user that runs Overlane read it: chmod 600 ${path}`,
      { cause },
    );
  });
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) {
    // Text of ssh2 1.17 for OpenSSH's and for older formats.
    if (/passphrase|encrypted/i.test(key.message)) {
      throw new IdentityError(
        'key-encrypted',
        `The key in ${path} is encrypted with a passphrase, which nobody can type here.`,
        'Add it to an agent and choose the agent, or choose the key that Overlane makes.',
      );
    }
    throw new IdentityError('key-not-private', `${path} holds no SSH key.`, 'Choose a private key file.');
  }
  if (!key.isPrivateKey()) {
    throw new IdentityError(
      'key-not-private',
      `${path} holds a public key, not a private one.`,
      'Choose the file without .pub.',
    );
  }
  return text;
}

/**
 * The public half of the key pair that Overlane made, as a line for `authorized_keys`.
 * @throws IdentityError
 */
export async function publicKeyLine(dataFolder: string): Promise<string> {
  const key = ssh2.utils.parseKey(await readKey(await ownKeyFile(dataFolder)));
  if (key instanceof Error) throw key;
  return `${key.type} ${key.getPublicSSH().toString('base64')} overlane`;
}

/** The file of Overlane's own ed25519 key, made if there is none: whole or not at all, by whoever is first. */
async function ownKeyFile(dataFolder: string): Promise<string> {
  const path = join(dataFolder, 'keys', 'id_ed25519');
  if (await stat(path).catch(() => null)) return path;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(makeKeyPair('overlane').privateKey);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // A link fails where the file is there, so two processes at once end with one key.
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return path;
}
