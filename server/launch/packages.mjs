import { createInterface } from 'node:readline/promises';
import { run } from './command.mjs';
import { pathOf } from './programs.mjs';
import { notice, step } from './progress.mjs';
import { asRootWith, isAttended, rights } from './rights.mjs';
import { ROOT } from './root.mjs';
import { leftBehind } from './services.mjs';

/** Program → Debian package. What a lab is made with, and what its hosts are expected to have. */
export const LAB_PROGRAMS = {
  ip: 'iproute2',
  bridge: 'iproute2',
  sshd: 'openssh-server',
  ping: 'iputils-ping',
  tcpdump: 'tcpdump',
  brctl: 'bridge-utils',
  nft: 'nftables',
  sudo: 'sudo',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  flock: 'util-linux',
  mount: 'mount',
};

/** Programs of the table that are not on this machine. */
export function missingPrograms(table) {
  return Object.keys(table).filter((program) => !pathOf(program));
}

/** The Debian packages that would bring them, each once. */
export function packagesFor(table, programs) {
  return [...new Set(programs.map((program) => table[program]))].sort();
}

/**
 * Sees to it that the programs of the table are there: asks first on a terminal, installs and says so without one.
 * @param {Record<string, string>} table program → Debian package
 * @param {{ purpose: string }} options
 * @returns {Promise<string | null>} null if all are there, else what is missing and the command that would bring it
 */
export async function ensurePrograms(table, { purpose }) {
  if (leftBehind() && (await rights()).kind !== 'none') {
    await step('What an interrupted installation left', () => install([]));
  }
  const programs = missingPrograms(table);
  if (programs.length === 0) {
    return null;
  }
  const packages = packagesFor(table, programs);
  if (!pathOf('apt-get')) {
    return `${programs.join(', ')} not found. Install them with your system's package manager (Debian's packages: ${packages.join(' ')}).`;
  }
  const byHand = `sudo apt-get install --no-install-recommends ${packages.join(' ')}`;
  const refusal = (why) => `${programs.join(', ')} not found, ${why}. Install with: ${byHand}`;
  if (isAttended() && !(await agrees(packages, purpose))) {
    return refusal('and installing was declined');
  }
  const may = await rights({ purpose: 'apt-get' });
  if (may.kind === 'none') {
    return refusal(`and ${may.why}`);
  }
  if (!isAttended()) {
    notice(
      `Installing Debian packages for ${purpose}: ${packages.join(' ')}. No service of theirs is started.`,
    );
  }
  const installed = await step(`Debian packages ${packages.join(' ')}`, () => install(packages)).catch(
    (error) => error,
  );
  const left = missingPrograms(table);
  return left.length === 0 ? null : refusal(`and apt-get failed:\n${installed?.message ?? ''}`.trimEnd());
}

async function agrees(packages, purpose) {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const question = `Install Debian packages for ${purpose}: ${packages.join(' ')}? No service of theirs is started. [Y/n] `;
    return /^(y|yes|)$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}

/** One process does it all as root, so that what it changes meanwhile is put back even if we are ended. */
async function install(packages) {
  const proxies = Object.entries(process.env).filter(([name]) => /^(https?|no)_proxy$/i.test(name));
  const installer = [process.execPath, `${ROOT}/server/launch/install-packages.mjs`, ...packages];
  const ran = await run(asRootWith(Object.fromEntries(proxies), installer));
  if (ran.status !== 0) {
    throw new Error(ran.output.trim().split('\n').slice(-12).join('\n'));
  }
}
