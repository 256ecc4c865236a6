/** `npm run check`: what can be told from the sources alone. */

import { ensureDatabaseClient } from './database-client.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { tell } from './failure.mjs';
import { requireNode } from './node-version.mjs';
import { SUITES } from './suite.mjs';

try {
  requireNode();
  await ensureDependencies();
  await ensureDatabaseClient();
  const { failed } = await SUITES.static.run();
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  tell(error);
  process.exitCode = 1;
}
