/**
 * Run as root: installs the Debian packages that its arguments name, and lets none of them start a service.
 * Without arguments it only mends what an installation that was killed left behind.
 */

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { withoutServices } from './services.mjs';

const packages = process.argv.slice(2);
if (packages.some((name) => !/^[a-z0-9][a-z0-9+.-]+$/.test(name))) {
  process.stderr.write('usage: install-packages.mjs [PACKAGE…]\n');
  process.exit(2);
}

// A Ctrl-C reaches apt-get as well: it ends, and then we put back what was there before.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {});
}

process.exitCode = withoutServices(() => {
  if (packages.length === 0) {
    return 0;
  }
  if (!hasPackageLists()) {
    apt('update');
  }
  // Lists may be older than what the archive still has.
  return install() === 0 || (apt('update') === 0 && install() === 0) ? 0 : 1;
});

function install() {
  return apt('install', '--yes', '--no-install-recommends', '--no-remove', ...packages);
}

function apt(...args) {
  const quiet = ['-q', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=180'];
  const ran = spawnSync('apt-get', [...quiet, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l', LC_ALL: 'C.UTF-8' },
  });
  return ran.status ?? 1;
}

function hasPackageLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'));
  } catch {
    return false;
  }
}
