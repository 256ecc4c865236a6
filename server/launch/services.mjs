import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Maintainer scripts ask this program before they start a service; 101 forbids it (invoke-rc.d(8)). */
const POLICY = '/usr/sbin/policy-rc.d';
const KEPT = `${POLICY}.kept-by-overlane`;
const OURS =
  '#!/bin/sh\n# Overlane is installing packages, and none of them may start a service.\nexit 101\n';
const UNITS = '/etc/systemd/system';

/**
 * Runs `work`, in which no package starts a service, and leaves no service enabled that was not before:
 * what was not started now would otherwise be at the next boot.
 */
export function withoutServices(work) {
  const before = new Set(enabledUnits());
  const scripts = new Set(initScripts());
  forbid();
  try {
    return work();
  } finally {
    disable(
      enabledUnits().filter((unit) => !before.has(unit)),
      initScripts().filter((script) => !scripts.has(script)),
    );
    putBack();
  }
}

function forbid() {
  // If we were killed last time, what stands there is ours, and what was kept is the machine's.
  if (lstatSync(POLICY, { throwIfNoEntry: false }) && !isOurs() && !existsSync(KEPT)) {
    renameSync(POLICY, KEPT);
  }
  const next = `${POLICY}.${process.pid}`;
  writeFileSync(next, OURS, { mode: 0o755 });
  renameSync(next, POLICY);
}

function putBack() {
  if (lstatSync(KEPT, { throwIfNoEntry: false })) {
    renameSync(KEPT, POLICY);
  } else if (isOurs()) {
    rmSync(POLICY);
  }
}

function isOurs() {
  try {
    return readFileSync(POLICY, 'utf8') === OURS;
  } catch {
    return false;
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
