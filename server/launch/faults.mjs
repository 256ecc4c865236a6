/** `npm run faults [-- path | crash | rollout | lockout | undo]`: every fault of the tables in test files, where `npm test` runs a part of them. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureDatabaseClient } from './database-client.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { Failure, tell } from './failure.mjs';
import { prepareLab } from './lab.mjs';
import { inNamespace, namespaceObstacle } from './namespace.mjs';
import { requireNode } from './node-version.mjs';
import { ROOT } from './root.mjs';

/** Which test files hold the faults of what, and which of their tests where that is a part of them. */
const FILES = {
  path: ['server/controller/path.lab.test.ts'],
  crash: ['server/controller/fence.lab.test.ts'],
  rollout: ['server/controller/rollout.lab.test.ts'],
  // 100 changes that cut a host off, the controller alive or killed; OVERLANE_FAULTS_TRIES says how many.
  lockout: ['server/controller/rollout.lab.test.ts', 'cuts a host off|on all of them when each can'],
  undo: ['server/push/undo.lab.test.ts'],
};

try {
  requireNode();
  const asked = process.argv.slice(2);
  const names = asked.length > 0 ? asked : Object.keys(FILES).filter((name) => !FILES[name][1]);
  const stranger = names.find((name) => !Object.hasOwn(FILES, name));
  if (stranger) {
    throw new Failure(`There are no faults of ${JSON.stringify(stranger)}.`, {
      next: `npm run faults -- ${Object.keys(FILES).join(' | ')}`,
    });
  }
  await ensureDependencies();
  await ensureDatabaseClient();
  const why = (await namespaceObstacle()) ?? (await prepareLab());
  if (why) {
    throw new Failure(`No fault can be made here: ${why}`, { next: 'see to that, then run it again.' });
  }
  for (const name of names) {
    if ((await run(...FILES[name])) !== 0) {
      process.exitCode = 1;
    }
  }
} catch (error) {
  tell(error);
  process.exitCode = 1;
}

function run(file, title = '') {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const argv = [process.execPath, vitest, 'run', '--project', 'lab', '--reporter=verbose', file];
  if (title) argv.push('-t', title);
  const [program, ...args] = inNamespace(argv);
  return new Promise((resolve) => {
    const env = { ...process.env, OVERLANE_FAULTS: 'all' };
    const child = spawn(program, args, { cwd: ROOT, env, stdio: ['pipe', 'inherit', 'inherit'] });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 255));
  });
}
