import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { database } from '../db/client';
import type { SshKey } from '../db/generated/client';
import { publicLineOf } from '../ssh/identity';
import { type KeyPair, makeKeyPair } from '../ssh/key-pair';
import { KeyError } from './error';
import { givenMasterKey, KEY_FILE, makeMasterKey } from './master-key';
import { seal, unseal } from './seal';

/** The id of the key that is the whole installation's. */
export const FABRIC_KEY = 'fabric';
/** Of hosts' own keys: somebody who asks for keys without end would fill the database. */
const MOST_KEYS = 1000;
/** The setting that tells whether a master key is the one that all else was sealed with. */
const CHECK = 'key-check';

export type GeneratedKey = {
  id: string;
  /** For `authorized_keys`. */
  publicLine: string;
  madeAt: Date;
  /** The one that follows, while hosts are being given its line. */
  next: { publicLine: string; madeAt: Date } | null;
};

/** The SSH keys that Overlane made, sealed in the database. Private halves are opened for each use and kept nowhere. */
export class GeneratedKeys {
  private constructor(private readonly master: Buffer) {}

  /**
   * @param folder of the data
   * @throws KeyError where the key they are sealed with is weak, readable by others, missing, or not the right one
   */
  static async open(folder: string, environment: NodeJS.ProcessEnv = process.env): Promise<GeneratedKeys> {
    const check = await database().setting.findUnique({ where: { key: CHECK } });
    const given = givenMasterKey(folder, environment);
    if (check && !given) {
      throw new KeyError(
        'master-key',
        `The SSH keys in the database in ${folder} are sealed with a key that is missing: put ${join(folder, KEY_FILE)} back, or set OVERLANE_KEY to it.`,
      );
    }
    const master = given ?? makeMasterKey(folder);
    if (check) {
      try {
        unseal(master, JSON.parse(check.value), CHECK);
      } catch (cause) {
        const where = environment.OVERLANE_KEY ? 'OVERLANE_KEY' : join(folder, KEY_FILE);
        throw new KeyError(
          'master-key',
          `${where} is not the key that the SSH keys in the database in ${folder} are sealed with: give the one that the database came with.`,
          { cause },
        );
      }
    } else {
      const value = JSON.stringify(seal(master, CHECK, CHECK));
      await database().setting.create({ data: { key: CHECK, value } });
    }
    const keys = new GeneratedKeys(master);
    await keys.takeIn(join(folder, 'keys', 'id_ed25519'));
    return keys;
  }

  /** @param id null: the installation's; made where it was never asked for */
  async privateKey(id: string | null): Promise<string> {
    const row = await this.row(id ?? FABRIC_KEY);
    return unseal(this.master, row.sealed, row.publicLine);
  }

  /** @throws KeyError where none follows */
  async nextPrivateKey(id: string): Promise<string> {
    const row = await this.row(id);
    const { line, sealed } = nextOf(row);
    return unseal(this.master, sealed, line);
  }

  async get(id: string | null): Promise<GeneratedKey> {
    return shown(await this.row(id ?? FABRIC_KEY));
  }

  async list(): Promise<GeneratedKey[]> {
    return (await database().sshKey.findMany({ orderBy: { madeAt: 'asc' } })).map(shown);
  }

  /** Makes the pair that is to follow; one that was made already stays. */
  async renew(id: string): Promise<GeneratedKey> {
    await this.row(id);
    const pair = makeKeyPair('overlane');
    await database().sshKey.updateMany({
      where: { id, nextSealed: null },
      data: {
        nextLine: pair.publicLine,
        nextSealed: seal(this.master, pair.privateKey, pair.publicLine),
        nextAt: new Date(),
      },
    });
    return this.get(id);
  }

  /** From now on the pair that follows is the one. @param line its public half, as it was told @throws KeyError */
  async switchOver(id: string, line: string): Promise<GeneratedKey> {
    const next = nextOf(await this.row(id));
    const { count } = await database().sshKey.updateMany({
      where: { id, nextLine: commented(next.line) === line ? next.line : '' },
      data: {
        publicLine: next.line,
        sealed: next.sealed,
        madeAt: next.at,
        ...NO_NEXT,
      },
    });
    if (count === 0) throw new KeyError('key', 'Another key follows by now: look again.');
    return this.get(id);
  }

  /** The pair that was to follow is thrown away. */
  async discardNext(id: string): Promise<GeneratedKey> {
    await database().sshKey.updateMany({ where: { id }, data: NO_NEXT });
    return this.get(id);
  }

  private async row(id: string): Promise<SshKey> {
    const known = await database().sshKey.findUnique({ where: { id } });
    if (known) return known;
    if (id !== FABRIC_KEY && (await database().sshKey.count()) >= MOST_KEYS) {
      throw new KeyError('key', `There are ${MOST_KEYS} keys already: use the installation's for this host.`);
    }
    return this.keep(id, makeKeyPair('overlane'));
  }

  /** Whoever is first keeps theirs. */
  private async keep(id: string, pair: KeyPair): Promise<SshKey> {
    const { publicLine, privateKey } = pair;
    const sealed = seal(this.master, privateKey, publicLine);
    return database().sshKey.upsert({
      where: { id },
      create: { id, publicLine, sealed, madeAt: new Date() },
      update: {},
    });
  }

  /** A key that was made before keys were sealed goes on, without its file. */
  private async takeIn(path: string): Promise<void> {
    const privateKey = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw new KeyError('key', `${path} cannot be read (${error.code}): mend its rights or remove it.`);
    });
    if (privateKey === null) return;
    const publicLine = publicLineOf(privateKey);
    const row = await this.keep(FABRIC_KEY, { privateKey, publicLine });
    if (row.publicLine === publicLine) await rm(path);
  }
}

const NO_NEXT = { nextLine: null, nextSealed: null, nextAt: null };

function nextOf({ nextLine: line, nextSealed: sealed, nextAt: at }: SshKey) {
  if (line === null || sealed === null || at === null) {
    throw new KeyError('key', 'No key is being changed over to: renew it first.');
  }
  return { line, sealed, at };
}

function shown(row: SshKey): GeneratedKey {
  const { id, publicLine, madeAt, nextLine, nextAt } = row;
  const next =
    nextLine !== null && nextAt !== null ? { publicLine: commented(nextLine), madeAt: nextAt } : null;
  return { id, publicLine: commented(publicLine), madeAt, next };
}

/** The comment tells whoever reads `authorized_keys` whose it is. */
function commented(line: string): string {
  return `${line} overlane`;
}
