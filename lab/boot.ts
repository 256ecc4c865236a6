/** Starting hosts in a fabric: all of them at `up`, one at `reboot`. */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { HostPlan } from './addresses';
import { batch, inFabric, plugHost } from './cables';
import { LabError } from './error';
import { lastWords, logPath } from './folder';
import { identify, isAlive, type ProcessId } from './process';
import { must } from './run';
import type { Switchboard } from './switchboard';
import { waitUntil } from './wait';

const PATIENCE_MS = 60_000;

export interface Booted {
  process: ProcessId;
  bootId: string;
}

/** Asks the fabric for hosts. They make their namespaces and mounts, then wait for their cables. */
export function requestHosts(board: Switchboard, plans: readonly HostPlan[]): Map<string, string> {
  const bootIds = new Map<string, string>();
  for (const { name, management, underlay } of plans) {
    const bootId = randomUUID();
    bootIds.set(name, bootId);
    board.start(name, `${management}/24`, `${underlay}/16`, bootId);
  }
  return bootIds;
}

/**
 * Plugs the requested hosts in, lets them go and waits until each sshd listens.
 * @param cut hosts whose management cable stays down
 * @param gone as for Switchboard.nextReport
 * @returns by host name
 * @throws LabError `host-failed` with the end of the host's log
 */
export async function finishBoot(
  board: Switchboard,
  fabricPid: number,
  plans: readonly HostPlan[],
  bootIds: ReadonlyMap<string, string>,
  options: { cut: ReadonlySet<string>; gone: Promise<never> },
): Promise<Map<string, Booted>> {
  const booted = new Map<string, Booted>();
  while (booted.size < plans.length) {
    const [verb, name = '', pid] = await board.nextReport(options.gone);
    const process = verb === 'ready' ? identify(Number(pid)) : null;
    if (!process) {
      throw await failure(board.folder, name);
    }
    booted.set(name, { process, bootId: bootIds.get(name) ?? '' });
  }
  const of = (name: string) => (booted.get(name) as Booted).process;
  const cables = plans.flatMap((plan) => plugHost(plan, of(plan.name).pid, options.cut.has(plan.name)));
  await must(inFabric(fabricPid, ['-batch', '-']), batch(cables));
  board.letGo();

  // One host at a time: asking all of them again and again would take the processor from them.
  const deaf = plans.map(({ name }) => name);
  const allListen = async () => {
    while (deaf[0] && listens(of(deaf[0]).pid)) {
      deaf.shift();
    }
    if (deaf[0] && !isAlive(of(deaf[0]))) {
      throw await failure(board.folder, deaf[0]);
    }
    return deaf.length === 0;
  };
  if (!(await waitUntil(allListen, { everyMs: 5, atMostMs: PATIENCE_MS }))) {
    throw await failure(board.folder, deaf[0] ?? '');
  }
  return booted;
}

/** Read from the kernel's table rather than tried: sshd starts a process for each connection. */
function listens(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/net/tcp`, 'latin1').includes(' 00000000:0016 00000000:0000 0A ');
  } catch {
    return false;
  }
}

async function failure(folder: string, name: string): Promise<LabError> {
  const log = logPath(folder, name);
  return new LabError('host-failed', `${name} did not start: ${await lastWords(log)}.`, `See ${log}.`);
}
