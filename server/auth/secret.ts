import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { database } from '../db/client';
import { AuthError } from './error';
import { keepPrivate, newToken, readPrivateFile, TOKEN_PATTERN, writePrivateFile } from './private-file';

/** The setting that ties a database to the secret that it was first started with: the secret's SHA-256. */
const SETTING = 'secret';

/**
 * The application secret, which signs session cookies; made at the first start.
 * @throws AuthError where the database knows a secret and the file is missing or holds another
 */
export async function startSecret(folder: string): Promise<string> {
  const path = join(folder, 'secret');
  const known = await database().setting.findUnique({ where: { key: SETTING } });
  const found = readPrivateFile(path);
  if (found !== null && !TOKEN_PATTERN.test(found)) {
    throw new AuthError(
      'secret',
      `${path} does not hold a secret that Overlane made: put the original back.`,
    );
  }
  if (known && found === null) {
    throw new AuthError(
      'secret',
      `The database in ${folder} was made with a secret, and ${path} is missing: put the file back from the backup that the database came from.`,
    );
  }
  const secret = found ?? newToken();
  const value = JSON.stringify(createHash('sha256').update(secret).digest('hex'));
  if (known && known.value !== value) {
    throw new AuthError(
      'secret',
      `${path} is not the secret that the database in ${folder} was made with: put the right file back.`,
    );
  }
  if (found === null) writePrivateFile(path, secret);
  keepPrivate(path);
  if (!known) await database().setting.create({ data: { key: SETTING, value } });
  return secret;
}
