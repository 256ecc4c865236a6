import { keyAudit } from '../db/audit-chain';
import { dataFolder } from '../db/folder';
import { startBetterAuth } from './better-auth';
import { providerSettings } from './provider-settings';
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
  // What is wrong with it is said at the start, and not to whoever signs in first.
  providerSettings();
  const secret = await startSecret(folder);
  keyAudit(secret);
  startBetterAuth(secret);
  startToken(folder);
  // Made before anybody asks for it, so that no two are.
  publicReportKey();
  await offerFirstLink();
}
