#!/usr/bin/env node
// Plain JavaScript, because it is what npx starts; tsx then runs the rest of the command line as it is written.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../node_modules/tsx', import.meta.url));
if (!existsSync(modules)) {
  console.error(
    'overlane: its packages are not installed yet: run `npm start` (or `npm ci`) in the clone first',
  );
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
