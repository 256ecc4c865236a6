import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './command.mjs';
import { fingerprint } from './fingerprint.mjs';
import { step } from './progress.mjs';
import { ROOT } from './root.mjs';
import { isStamped, stamp } from './stamp.mjs';

const GENERATED = join(ROOT, 'server/db/generated');
const STAMP = join(GENERATED, '.fingerprint');

/** Makes Prisma's client from the schema, if the schema or Prisma changed. */
export async function ensureDatabaseClient() {
  if (!existsSync(join(ROOT, 'prisma/schema.prisma'))) {
    return;
  }
  await step('Database client', async (detail) => {
    const now = fingerprint(['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']);
    if (isStamped(STAMP, now)) {
      detail('unchanged');
      return;
    }
    await must([process.execPath, join(ROOT, 'node_modules/prisma/build/index.js'), 'generate'], {
      sentence: 'Prisma could not generate the database client.',
      next: 'see its reason above; the schema is prisma/schema.prisma.',
      // Only migrations need the engine, which Prisma would fetch from a web host.
      env: {
        PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    });
    stamp(STAMP, now);
  });
}
