/** Runs its arguments as a program in the fresh namespace that it finds itself in (see namespace.mjs). */

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

/** Tests build here, so that a product that is being served from .next keeps its files. */
const BUILD = join(ROOT, 'node_modules/.overlane/build');
const SERVED = join(ROOT, '.next');

must('ip', 'link', 'set', 'lo', 'up');
mkdirSync(BUILD, { recursive: true });
mkdirSync(SERVED, { recursive: true });
must('mount', '--bind', BUILD, SERVED);

const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  process.stderr.write(`${program}: ${error.message}\n`);
  process.exit(127);
});
child.on('close', (code) => process.exit(code ?? 255));

// Whoever started us is gone: end, and with us the namespace.
process.stdin.on('end', () => process.exit(130)).resume();

function must(...argv) {
  const ran = spawnSync(argv[0], argv.slice(1), { stdio: ['ignore', 'inherit', 'inherit'] });
  if (ran.status !== 0) {
    process.stderr.write(`${argv.join(' ')} failed in the namespace.\n`);
    process.exit(1);
  }
}
