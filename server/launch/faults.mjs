/** `npm run faults [-- path | crash | rollout | undo]`: every fault of the tables in test files, where `npm test` runs a part of them. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureDatabaseClient } from './database-client.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { Failure, tell } from './failure.mjs';
import { prepareLab } from './lab.mjs';
import { inNamespace, namespaceObstacle } from './namespace.mjs';
import { requireNode } from './node-version.mjs';
import { ROOT } from './root.mjs';

/** Which test files hold the faults of what. */
const FILES = {
  path: 'server/controller/path.lab.test.ts',
  crash: 'server/controller/fence.lab.test.ts',
  rollout: 'server/controller/rollout.lab.test.ts',
  undo: 'server/push/undo.lab.test.ts',
};

try {
  requireNode();
  const asked = process.argv.slice(2);
  const names = asked.length > 0 ? asked : Object.keys(FILES);
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
  process.exitCode = await run(names.map((name) => FILES[name]));
} catch (error) {
  tell(error);
  process.exitCode = 1;
}

function run(files) {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const argv = [process.execPath, vitest, 'run', '--project', 'lab', '--reporter=verbose', ...files];
  const [program, ...args] = inNamespace(argv);
  return new Promise((resolve) => {
    const env = { ...process.env, OVERLANE_FAULTS: 'all' };
    const child = spawn(program, args, { cwd: ROOT, env, stdio: ['pipe', 'inherit', 'inherit'] });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 255));
  });
}
