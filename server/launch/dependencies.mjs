import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from './command.mjs';
import { step } from './progress.mjs';
import { ROOT } from './root.mjs';

/** Sees to it that node_modules holds what package-lock.json says. */
export function ensureDependencies() {
  return step('Dependencies', async (detail) => {
    const [lock, installed] = await Promise.all([
      readFile(join(ROOT, 'package-lock.json'), 'utf8').then(JSON.parse),
      readFile(join(ROOT, 'node_modules/.package-lock.json'), 'utf8').then(JSON.parse, () => null),
    ]);
    const why = installed ? difference(lock, installed) : 'first installation';
    if (!why) {
      detail('as in package-lock.json');
      return;
    }
    // `npm start` names the npm that runs it, which need not be the first on PATH.
    const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
    await must([...npm, 'ci', '--include=dev'], {
      sentence: 'npm could not install the dependencies.',
      next: "see npm's reason above (network, proxy, disk space); `npm ci` tries the same by hand.",
      // Under `npm start` these would make npm believe that it is in a script of ours with our options.
      env: { npm_config_production: '', NODE_ENV: '' },
    });
    detail(why);
  });
}

/**
 * Why the installed packages are not those of the lock file, or null. npm writes what it installed into
 * node_modules/.package-lock.json as its last act, so a broken installation has none.
 */
export function difference(lock, installed) {
  const wanted = lock.packages ?? {};
  const found = installed.packages ?? {};
  for (const [path, entry] of Object.entries(wanted)) {
    // npm leaves out optional packages that are for other platforms.
    if (path === '' || (!found[path] && entry.optional)) {
      continue;
    }
    if (!found[path]) {
      return `${path} was not installed`;
    }
    if (found[path].version !== entry.version || found[path].integrity !== entry.integrity) {
      return `${path} changed`;
    }
  }
  const stray = Object.keys(found).find((path) => !wanted[path]);
  return stray ? `${stray} is no longer wanted` : null;
}
