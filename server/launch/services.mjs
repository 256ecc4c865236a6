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
const POLICY = '/usr/sbin/policy-rc.d';
const KEPT = `${POLICY}.kept-by-overlane`;
const HEAD =
  '#!/bin/sh\n# Overlane is installing packages, and none of them may start a service.\n# before: ';
const UNITS = '/etc/systemd/system';

/**
 * Runs `work`, in which no package starts a service, and leaves no service enabled that was not before:
 * what was not started now would otherwise be at the next boot.
 */
export function withoutServices(work) {
  const before = leftBehind() ?? { units: enabledUnits(), scripts: initScripts() };
  forbid(before);
  try {
    return work();
  } finally {
    disable(
      enabledUnits().filter((unit) => !before.units.includes(unit)),
      initScripts().filter((script) => !before.scripts.includes(script)),
    );
    putBack();
  }
}

/** What was enabled before an installation that was killed half way, or null if none was. */
export function leftBehind() {
  let text = '';
  try {
    text = readFileSync(POLICY, 'utf8');
  } catch {}
  return text.startsWith(HEAD) ? JSON.parse(text.slice(HEAD.length).split('\n')[0]) : null;
}

function forbid(before) {
  if (lstatSync(POLICY, { throwIfNoEntry: false }) && !leftBehind()) {
    renameSync(POLICY, KEPT);
  }
  const next = `${POLICY}.${process.pid}`;
  writeFileSync(next, `${HEAD}${JSON.stringify(before)}\nexit 101\n`);
  chmodSync(next, 0o755);
  renameSync(next, POLICY);
}

function putBack() {
  if (lstatSync(KEPT, { throwIfNoEntry: false })) {
    renameSync(KEPT, POLICY);
  } else if (leftBehind()) {
    rmSync(POLICY);
  }
}

/** An enabled unit is a link below this folder (systemctl(1), enable). */
function enabledUnits() {
  return listing(UNITS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink() && /\.(service|socket|timer|path)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function initScripts() {
  return listing('/etc/init.d');
}

function disable(links, scripts) {
  if (links.length === 0 && scripts.length === 0) {
    return;
  }
  const units = [...new Set(links.map((link) => basename(link)))];
  if (existsSync('/usr/bin/systemctl') || existsSync('/bin/systemctl')) {
    quietly('systemctl', 'disable', ...units);
    // Links that another name of the unit left.
    for (const link of links) {
      rmSync(link, { force: true });
    }
    if (existsSync('/run/systemd/system')) {
      quietly('systemctl', 'daemon-reload');
      quietly('systemctl', 'stop', ...units);
    }
  }
  for (const script of scripts) {
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
