/** Builds the product, as a test of its own. */

import { ensureBuild } from './build.mjs';
import { tell } from './failure.mjs';

try {
  await ensureBuild();
} catch (error) {
  tell(error);
  process.exitCode = 1;
}
