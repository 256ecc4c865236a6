import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensurePrograms, LAB_PROGRAMS } from './packages.mjs';
import { SEARCH_PATH } from './programs.mjs';
import { notice, step } from './progress.mjs';
import { rights } from './rights.mjs';
import { ROOT } from './root.mjs';

/**
 * Sees to it that a lab can be had here.
 * @returns {Promise<string | null>} why not, with what would change it
 */
export async function prepareLab() {
  if (process.platform !== 'linux') {
    return `it is made of Linux namespaces, and this is ${process.platform}.`;
  }
  const may = await rights();
  if (may.kind === 'none') {
    return `it needs root, and ${may.why}. Start from a terminal, where sudo can ask, or as root.`;
  }
  return ensurePrograms(LAB_PROGRAMS, { purpose: 'the lab' });
}

/**
 * Starts the lab of this folder, or finds it running.
 * @returns {Promise<{ lab: Lab | null, noLab: string | null }>}
 * @typedef {{ folder: string, hosts: string[], down(): Promise<void> }} Lab
 */
export function ensureLab({ folder, hosts }) {
  return step('Lab', async (detail) => {
    const answer = await ask(['up', folder, `${hosts}`]);
    if (!answer.ok) {
      detail('none');
      return { lab: null, noLab: answer.reason };
    }
    detail(`${answer.hosts.length} hosts${answer.found ? ', found running' : ''}`);
    if (answer.hosts.length !== hosts) {
      notice(
        `The lab that runs has ${answer.hosts.length} hosts, not ${hosts}. To change that: npx overlane lab down`,
      );
    }
    return { lab: { folder, hosts: answer.hosts, down: () => down(folder) }, noLab: null };
  });
}

async function down(folder) {
  const answer = await ask(['down', folder]);
  if (!answer.ok) {
    throw new Error(`The lab could not be ended: ${answer.reason}`);
  }
}

/** The lab is written in TypeScript, which a process of its own runs, and which answers with one line of JSON. */
function ask(words) {
  const argv = ['--import', 'tsx', join(ROOT, 'server/launch/lab-verbs.ts'), ...words];
  return new Promise((resolve) => {
    // Of its own group: a Ctrl-C must not end it half way.
    const child = spawn(process.execPath, argv, {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: SEARCH_PATH },
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors += text;
    });
    child.on('error', (error) => resolve({ ok: false, reason: error.message }));
    child.on('close', () => {
      try {
        resolve(JSON.parse(output));
      } catch {
        resolve({ ok: false, reason: errors.trim() || 'it said nothing.' });
      }
    });
  });
}
