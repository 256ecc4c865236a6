import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './command.mjs';
import { fingerprint } from './fingerprint.mjs';
import { step } from './progress.mjs';
import { ROOT } from './root.mjs';
import { isStamped, stamp } from './stamp.mjs';

export const NEXT = join(ROOT, 'node_modules/next/dist/bin/next');
export const NEXT_ENVIRONMENT = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

const SOURCES = [
  'app',
  'components',
  'server',
  'lab',
  'prisma',
  'public',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'proxy.ts',
  'next.config.mjs',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];
const NOT_BUILT = /^server\/(launch|db\/generated)$|\.test\.(tsx?|mjs)$/;

/** Next removes the file with the rest of the folder before it builds. */
const STAMP = join(ROOT, '.next/.fingerprint');

export const isBuilt = () => isStamped(STAMP, sources()) && existsSync(join(ROOT, '.next/BUILD_ID'));

/** Builds the product for production, if its sources changed. */
export function ensureBuild() {
  return step('Build', async (detail) => {
    if (isBuilt()) {
      detail('unchanged');
      return;
    }
    const before = sources();
    await must([process.execPath, NEXT, 'build'], {
      sentence: 'The product could not be built.',
      next: 'see the reason above; `npm run check` looks at the sources, `git status` shows what differs from the clone.',
      env: NEXT_ENVIRONMENT,
    });
    stamp(STAMP, before);
  });
}

const sources = () => fingerprint(SOURCES, (path) => NOT_BUILT.test(path));
