/** `npm run bench [-- NAME…]`: runs bench/NAME.ts, or all of bench/*.ts, each in a network namespace of its own. */

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { ensureDatabaseClient } from './database-client.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { Failure, tell } from './failure.mjs';
import { prepareLab } from './lab.mjs';
import { inNamespace, namespaceObstacle } from './namespace.mjs';
import { requireNode } from './node-version.mjs';
import { say, strong } from './progress.mjs';
import { ROOT } from './root.mjs';

try {
  requireNode();
  await ensureDependencies();
  await ensureDatabaseClient();
  const why = (await namespaceObstacle()) ?? (await prepareLab()) ?? (await ensureBrowser());
  if (why) {
    throw new Failure(`Nothing can be measured here: ${why}`, { next: 'see to that, then run it again.' });
  }
  const files = benches(process.argv.slice(2));
  if ((await runInside([process.execPath, join(ROOT, 'server/launch/build-once.mjs')])) !== 0) {
    throw new Failure('There is no build to measure.', { next: 'see the reason above.' });
  }
  for (const file of files) {
    say(`\n${strong(`── ${file} ──`)}`);
    const status = await runInside([process.execPath, '--import', 'tsx', join(ROOT, 'bench', file)]);
    if (status !== 0) {
      process.exitCode = 1;
    }
  }
} catch (error) {
  tell(error);
  process.exitCode = 1;
}

function benches(names) {
  let all = [];
  try {
    all = readdirSync(join(ROOT, 'bench')).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
  } catch {}
  const chosen = names.length > 0 ? names.map((name) => `${name.replace(/\.ts$/, '')}.ts`) : all;
  const stranger = chosen.find((file) => !all.includes(file));
  if (stranger || chosen.length === 0) {
    throw new Failure(stranger ? `There is no bench/${stranger}.` : 'There is nothing in bench/.', {
      next: `npm run bench -- ${all.map((file) => file.replace(/\.ts$/, '')).join(' | ') || 'NAME'}`,
    });
  }
  return chosen;
}

function runInside(argv) {
  const [program, ...args] = inNamespace(argv);
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['pipe', 'inherit', 'inherit'] });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 255));
  });
}
