import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NEXT, NEXT_ENVIRONMENT } from './build.mjs';
import { run } from './command.mjs';
import { lockFaults } from './lock-file.mjs';
import { ROOT } from './root.mjs';

const tool = (path, ...args) => [process.execPath, join(ROOT, 'node_modules', path), ...args];
const FEWEST_MODULES = 100;

const existing = (...folders) => folders.filter((folder) => existsSync(join(ROOT, folder)));

/**
 * What can be told from the sources alone. Each is one test.
 * @type {{ name: string, next: string, look: () => Promise<{ status: number, output: string }> }[]}
 */
export const CHECKS = [
  {
    name: 'types',
    next: 'mend the types; `npx tsc --noEmit` shows them again.',
    look: async () => {
      // Next writes types of the routes, which the routes' own types refer to.
      const routes = existsSync(join(ROOT, 'app'))
        ? await run([process.execPath, NEXT, 'typegen'], { env: { ...NEXT_ENVIRONMENT, NODE_ENV: '' } })
        : { status: 0 };
      return routes.status === 0 ? run(tool('typescript/bin/tsc', '--noEmit', '--pretty', 'false')) : routes;
    },
  },
  {
    name: 'format and lint',
    next: '`npx biome check --write` mends what can be mended by itself.',
    look: () =>
      run(tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--max-diagnostics=40', '.')),
  },
  {
    name: 'imports',
    next: 'move the code to where it may import that; the table is in .dependency-cruiser.cjs.',
    look: async () => {
      const folders = existing('app', 'components', 'server', 'lab', 'e2e', 'bench', 'instrumentation.ts');
      const argv = ['dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs'];
      const { status, output } = await run(tool(...argv, ...folders));
      // It is content with no modules at all, as with a TypeScript that it does not know.
      const seen = Number(/(\d+) modules/.exec(output)?.[1] ?? 0);
      return {
        status: seen < FEWEST_MODULES ? 1 : status,
        output: `${output}\n${seen} modules were looked at.`,
      };
    },
  },
  {
    name: 'lock file',
    next: 'pin (or override) the newest version that is complete on the registry, remove package-lock.json, and run `npm install`.',
    look: async () => {
      const faults = lockFaults(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
      return { status: faults.length === 0 ? 0 : 1, output: faults.join('\n') };
    },
  },
];
