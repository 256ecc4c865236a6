import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import ssh2 from 'ssh2';
import type { HostKeySource } from '../model/intent';

/** What Overlane proves itself with, ready for use. Never logged, never part of an error. */
export type Identity = { kind: 'agent'; socket: string } | { kind: 'key'; privateKey: string };

/** Where the keys are that Overlane made. */
export type KeptKeys = {
  /** @param id null: the installation's. @throws an error with a sentence for the person where it does not open */
  privateKey(id: string | null): Promise<string>;
};

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

/** @throws IdentityError, and what `keys` throws */
export async function loadIdentity(source: HostKeySource, keys: KeptKeys): Promise<Identity> {
  switch (source.kind) {
    case 'agent':
      return agent();
    case 'file':
      return { kind: 'key', privateKey: await readKey(source.path.replace(/^~(?=\/)/, homedir())) };
    case 'generated':
      return { kind: 'key', privateKey: await keys.privateKey(source.id ?? null) };
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

/** The public half as a line for `authorized_keys`, without a comment. @throws Error where it is no private key */
export function publicLineOf(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}
