import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { run } from './command.mjs';
import { pathOf } from './programs.mjs';
import { say } from './progress.mjs';
import { ROOT } from './root.mjs';

/** How often sudo is reminded that we are still here; it forgets after 5 to 15 minutes. */
const REMIND_MS = 4 * 60_000;

/**
 * What this process may do as root. `none` says why.
 * On a terminal sudo may ask for the password, once.
 * @returns {Promise<{ kind: 'root' } | { kind: 'sudo' } | { kind: 'none', why: string }>}
 */
export async function rights({ mayAsk = isAttended(), purpose = 'the lab' } = {}) {
  if (process.getuid?.() === 0) {
    return { kind: 'root' };
  }
  if (process.platform !== 'linux') {
    return { kind: 'none', why: `this is ${process.platform}, not Linux` };
  }
  if (!pathOf('sudo')) {
    return { kind: 'none', why: 'there is no sudo here' };
  }
  if ((await run(['sudo', '-n', 'true'])).status === 0) {
    return { kind: 'sudo' };
  }
  if (mayAsk) {
    say(`sudo is needed for ${purpose}. Leave the password empty to go on without.`);
    if ((await run(['sudo', '-v'], { terminal: true })).status === 0) {
      keepSudo();
      return { kind: 'sudo' };
    }
  }
  return { kind: 'none', why: 'sudo asks for a password' };
}

/** The argv that runs `argv` as root, given rights that are not `none`. */
export function asRoot(argv) {
  return process.getuid?.() === 0 ? argv : ['sudo', '-n', ...argv];
}

/** The same, with variables that sudo would strip. */
export function asRootWith(environment, argv) {
  const pairs = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return asRoot(['env', ...pairs, ...argv]);
}

/** Makes what a suite wrote as root through sudo the person's own again. */
export async function giveBack(paths) {
  const existing = paths.filter((path) => existsSync(resolve(ROOT, path)));
  if (process.getuid?.() !== 0 && existing.length > 0 && pathOf('sudo')) {
    await run(asRoot(['chown', '-R', `${process.getuid()}:${process.getgid()}`, ...existing]));
  }
}

/** Somebody sits at a terminal and can be asked. */
export function isAttended() {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI;
}

/** The lab has to be ended as root, hours after the password was given. */
function keepSudo() {
  setInterval(() => run(['sudo', '-n', '-v']), REMIND_MS).unref();
}
