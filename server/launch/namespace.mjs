import { join } from 'node:path';
import { ensurePrograms } from './packages.mjs';
import { asRootWith, rights } from './rights.mjs';
import { ROOT } from './root.mjs';

const SEPARATE = [
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child=SIGKILL',
  '--mount-proc',
  '--propagation',
  'private',
];

/** Why nothing can be run in a namespace of its own here, or null. */
export async function namespaceObstacle() {
  if (process.platform !== 'linux') {
    return `network namespaces are Linux's, and this is ${process.platform}.`;
  }
  const may = await rights({ purpose: 'tests in a network namespace of their own' });
  if (may.kind === 'none') {
    return `network namespaces need root, and ${may.why}. Run it from a terminal, where sudo can ask, or as root.`;
  }
  return ensurePrograms({ unshare: 'util-linux', ip: 'iproute2', mount: 'mount' }, { purpose: 'tests' });
}

/**
 * The argv that runs `argv` where it sees no network but its own loopback and no process but its own. All of it ends
 * with its first process. That is a shell, since a first process inherits orphans and has to collect them, which
 * Node does not. Its standard input has to stay open: inside.mjs ends when it closes, so that nothing outlives us.
 */
export function inNamespace(argv, environment = {}) {
  const shell = ['sh', '-c', '"$@"; exit "$?"', 'sh'];
  const inside = [process.execPath, join(ROOT, 'server/launch/inside.mjs')];
  return asRootWith({ ...kept(), ...environment }, ['unshare', ...SEPARATE, ...shell, ...inside, ...argv]);
}

/** What sudo would strip, and what runs inside goes by. */
function kept() {
  const names = ['CI', 'PATH', 'TERM', 'NO_COLOR', 'FORCE_COLOR', 'PLAYWRIGHT_BROWSERS_PATH'];
  return Object.fromEntries(
    names.filter((name) => process.env[name]).map((name) => [name, process.env[name]]),
  );
}
