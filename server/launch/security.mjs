/**
 * `npm run security [-- PART…]`: attempts at everything that must not be, at the built product; of them npm test has a
 * part. PART is the number of a promise, `fuzz`, or `soak`.
 */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureDatabaseClient } from './database-client.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { Failure, tell } from './failure.mjs';
import { prepareLab } from './lab.mjs';
import { inNamespace, namespaceObstacle } from './namespace.mjs';
import { requireNode } from './node-version.mjs';
import { ROOT } from './root.mjs';

const SETTINGS = ['VALUES', 'SEED', 'CLIENTS', 'EDITS'].map((name) => `OVERLANE_SECURITY_${name}`);

try {
  requireNode();
  const parts = process.argv.slice(2);
  const stranger = parts.find((part) => !/^(?:\d{1,2}|fuzz|soak)$/.test(part));
  if (stranger) {
    throw new Failure(`There is no part ${JSON.stringify(stranger)}.`, {
      next: 'npm run security -- 1 … 23 | fuzz | soak',
    });
  }
  await ensureDependencies();
  await ensureDatabaseClient();
  const why = (await namespaceObstacle()) ?? (await prepareLab()) ?? (await ensureBrowser());
  if (why) {
    throw new Failure(`Nothing can be tried here: ${why}`, { next: 'see to that, then run it again.' });
  }
  if ((await runInside([process.execPath, join(ROOT, 'server/launch/build-once.mjs')])) !== 0) {
    throw new Failure('There is no build to try it at.', { next: 'see the reason above.' });
  }
  const suite = join(ROOT, 'e2e/security/run.ts');
  process.exitCode = await runInside([process.execPath, '--import', 'tsx', suite, ...parts]);
} catch (error) {
  tell(error);
  process.exitCode = 1;
}

function runInside(argv) {
  const chosen = SETTINGS.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  const [program, ...args] = inNamespace(argv, Object.fromEntries(chosen));
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: process.env,
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 255));
  });
}
