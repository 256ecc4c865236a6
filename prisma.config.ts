import { join } from 'node:path';
import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: `file:${join(process.env.OVERLANE_DATA ?? '.overlane', 'overlane.db')}` },
});
