import { dataFolder } from '../db/folder';
import { startBetterAuth } from './better-auth';
import { publicReportKey } from './report-key';
import { startSecret } from './secret';
import { offerFirstLink } from './sign-in-link';
import { startToken } from './token';

/**
 * Everything that sign-in needs, once the database is open.
 * @throws AuthError where the application secret is not the database's
 */
export async function startAuth(): Promise<void> {
  const folder = dataFolder();
  startBetterAuth(await startSecret(folder));
  startToken(folder);
  // Made before anybody asks for it, so that no two are.
  publicReportKey();
  await offerFirstLink();
}
