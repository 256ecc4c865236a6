/** What lab tests share: a namespace to play in, a folder, and a look at all that a lab could leave behind. */

import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify } from './process';
import { must } from './run';

/** @throws unless the tests' network namespace is one of their own: a machine's has routes */
export async function requireScratchNamespace(): Promise<void> {
  const routes = JSON.parse((await must(['ip', '-j', 'route', 'show'])) || '[]') as unknown[];
  if (routes.length > 0) {
    throw new Error('Lab tests need a network namespace of their own: `sh lab/scratch.sh npx vitest run …`.');
  }
}

export async function scratchFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'overlane-lab-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Everything a lab could leave behind on the machine. */
export interface Traces {
  links: string[];
  addresses: string[];
  routes: string[];
  mounts: string[];
  namedNamespaces: string[];
  processes: string[];
}

export async function traces(): Promise<Traces> {
  const ip = async (...argv: string[]) => (await must(['ip', '-o', ...argv])).trim().split('\n').sort();
  return {
    links: await ip('link', 'show'),
    addresses: await ip('address', 'show'),
    routes: await ip('route', 'show', 'table', 'all'),
    mounts: readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n').sort(),
    namedNamespaces: list('/run/netns'),
    processes: list('/proc').flatMap(describeProcess).sort(),
  };
}

/** Its number and words; nothing for what is no process, or ended since, or is a kernel's own thread. */
function describeProcess(entry: string): string[] {
  const pid = Number(entry);
  if (!Number.isInteger(pid) || !identify(pid)) {
    return [];
  }
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    return words ? [`${pid} ${words}`] : [];
  } catch {
    return [];
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
