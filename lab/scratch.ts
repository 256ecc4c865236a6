/** What lab tests share: a namespace to play in, a folder, and a look at all that a lab could leave behind. */

import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, type ProcessId } from './process';
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
}

export async function traces(): Promise<Traces> {
  const ip = async (...argv: string[]) => (await must(['ip', '-o', ...argv])).trim().split('\n').sort();
  return {
    links: await ip('link', 'show'),
    addresses: await ip('address', 'show'),
    routes: await ip('route', 'show', 'table', 'all'),
    mounts: readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n').sort(),
    namedNamespaces: list('/run/netns'),
  };
}

/** A process and all that descend from it: other processes of the machine come and go while tests run. */
export function processTree(root: number): ProcessId[] {
  const parents = new Map<number, number>();
  for (const pid of list('/proc').map(Number).filter(Number.isInteger)) {
    parents.set(pid, parentOf(pid));
  }
  const descends = (pid: number): boolean => pid === root || (pid > 1 && descends(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(descends).flatMap((pid) => identify(pid) ?? []);
}

/** 0 for one that has ended. */
function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
