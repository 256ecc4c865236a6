import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

/** Maintainer scripts ask this program before they start a service; 101 forbids it (invoke-rc.d(8)). */
const POLICY = 'usr/sbin/policy-rc.d';
const HEAD =
  '#!/bin/sh\n# Overlane is installing packages, and none of them may start a service.\n# before: ';
const UNITS = 'etc/systemd/system';
const SCRIPTS = 'etc/init.d';

/**
 * Runs `work`, in which no package starts a service, and leaves no service enabled that was not before:
 * what was not started now would otherwise be at the next boot.
 * @template T
 * @param {() => T} work
 * @param {string} root of the system that it installs into
 * @returns {T}
 */
export function withoutServices(work, root = '/') {
  const before = leftBehind(root) ?? { units: enabledUnits(root), scripts: initScripts(root) };
  forbid(root, before);
  try {
    return work();
  } finally {
    const units = enabledUnits(root).filter((unit) => !before.units.includes(unit));
    const scripts = initScripts(root).filter((script) => !before.scripts.includes(script));
    disable(root, units, scripts);
    putBack(root);
  }
}

/** What was enabled before an installation that was killed half way, or null if none was. */
export function leftBehind(root = '/') {
  let text = '';
  try {
    text = readFileSync(join(root, POLICY), 'utf8');
  } catch {}
  return text.startsWith(HEAD) ? JSON.parse(text.slice(HEAD.length).split('\n')[0]) : null;
}

const policyKept = (root) => join(root, `${POLICY}.kept-by-overlane`);

function forbid(root, before) {
  const policy = join(root, POLICY);
  if (lstatSync(policy, { throwIfNoEntry: false }) && !leftBehind(root)) {
    renameSync(policy, policyKept(root));
  }
  const next = `${policy}.${process.pid}`;
  writeFileSync(next, `${HEAD}${JSON.stringify(before)}\nexit 101\n`);
  chmodSync(next, 0o755);
  renameSync(next, policy);
}

function putBack(root) {
  if (lstatSync(policyKept(root), { throwIfNoEntry: false })) {
    renameSync(policyKept(root), join(root, POLICY));
  } else if (leftBehind(root)) {
    rmSync(join(root, POLICY));
  }
}

/** An enabled unit is a link below this folder (systemctl(1), enable). */
function enabledUnits(root) {
  return listing(join(root, UNITS), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink() && /\.(service|socket|timer|path)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function initScripts(root) {
  return listing(join(root, SCRIPTS));
}

function disable(root, links, scripts) {
  if (links.length > 0) {
    const units = [...new Set(links.map((link) => basename(link)))];
    quietly('systemctl', `--root=${root}`, 'disable', ...units);
    // Also where there is no systemctl, and links that another name of the unit left.
    for (const link of links) {
      rmSync(link, { force: true });
    }
    if (root === '/' && existsSync('/run/systemd/system')) {
      quietly('systemctl', 'daemon-reload');
      quietly('systemctl', 'stop', ...units);
    }
  }
  for (const script of root === '/' ? scripts : []) {
    quietly('update-rc.d', script, 'disable');
  }
}

function quietly(program, ...args) {
  spawnSync(program, args, { stdio: 'ignore' });
}

function listing(folder, options) {
  try {
    return readdirSync(folder, options);
  } catch {
    return [];
  }
}
