/** The fabric: the process and namespaces that all hosts hang on, and the machine's one link into it. */

import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { MACHINE_ADDRESS, MANAGEMENT_LINK, UPLINK } from './addresses';
import { batch, FABRIC_BRIDGES, inFabric, PLUG_UPLINK } from './cables';
import { LabError } from './error';
import { fabricLogPath, lastWords } from './folder';
import { pathOf } from './obstacle';
import { linkOwner, ownerAlias } from './prefix';
import { identify, isAlive, type ProcessId } from './process';
import { homeOfRoot } from './root-home';
import { asRoot, bareEnvironment, must, SEARCH_PATH } from './run';
import type { LabRecord } from './state';
import type { Switchboard } from './switchboard';
import { waitUntil } from './wait';

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export interface Fabric {
  first: ProcessId;
  fabric: ProcessId;
  /** Rejects when the fabric ends by itself; never fulfilled. */
  gone: Promise<never>;
}

/**
 * Starts the fabric in a session of its own, so that it outlives the caller and the caller's terminal.
 * @param signal makes `gone` reject too
 * @throws LabError `host-failed` with the end of its log
 */
export async function startFabric(board: Switchboard, signal?: AbortSignal): Promise<Fabric> {
  const log = fabricLogPath(board.folder);
  await rm(log, { force: true });
  const namespaces = ['--net', '--mount', '--uts', '--pid', '--fork', '--kill-child=SIGKILL'];
  const [program = '', ...argv] = asRoot([
    'unshare',
    ...namespaces,
    '--propagation',
    'private',
    'sh',
    script('./fabric.sh'),
    script('./host.sh'),
    homeOfRoot(),
    pathOf('sshd') ?? 'sshd',
  ]);
  const output = openSync(log, 'a');
  const child = spawn(program, argv, {
    cwd: board.folder,
    detached: true,
    stdio: ['ignore', output, output],
    // Nothing of the caller's environment reaches the hosts.
    env: bareEnvironment({ PATH: SEARCH_PATH }),
  });
  closeSync(output);
  child.unref();
  const ended = new Promise<never>((_, reject) => {
    const fail = async (cause?: Error) =>
      reject(
        new LabError('host-failed', `The lab's fabric ended: ${await lastWords(log)}.`, `See ${log}.`, {
          cause,
        }),
      );
    child.on('error', fail);
    child.on('exit', () => fail());
  });
  const interrupted = new Promise<never>((_, reject) => {
    const fail = () => reject(new LabError('interrupted', 'Bringing the lab up was interrupted.'));
    if (signal?.aborted) {
      fail();
    }
    signal?.addEventListener('abort', fail);
  });
  const gone = Promise.race([ended, interrupted]);
  // None is of interest to anyone once the lab is up.
  for (const promise of [ended, interrupted, gone]) {
    promise.catch(() => {});
  }
  // Not interrupted before the first report: only from then on is it known what to end.
  const [, pid, parent] = await board.nextReport(ended);
  const fabric = identify(Number(pid));
  const first = identify(Number(parent));
  if (!fabric || !first) {
    throw new LabError('host-failed', `The lab's fabric ended at once: ${await lastWords(log)}.`);
  }
  return { first, fabric, gone };
}

/**
 * Makes the fabric's switches, and the link between them and the caller's network namespace. The link forwards
 * nothing and has no IPv6.
 */
export async function linkMachine(folder: string, { first, fabric }: Fabric): Promise<void> {
  const peer = ['peer', 'name', UPLINK, 'netns', `/proc/${fabric.pid}/ns/net`];
  await must(['ip', 'link', 'add', 'name', MANAGEMENT_LINK, 'type', 'veth', ...peer]);
  // Words of an argv, not a line of a batch: the folder's name may hold anything.
  await must(['ip', 'link', 'set', 'dev', MANAGEMENT_LINK, 'alias', ownerAlias({ first, folder })]);
  // The end in the bridge goes up before the other. The last to go up may wait a second for the kernel's link watch
  // to tell of its carrier (linkwatch_urgent_event, if both ends have the same index), and a bridge for that.
  await must(inFabric(fabric.pid, ['-batch', '-']), batch([...FABRIC_BRIDGES, PLUG_UPLINK]));
  const lines = [
    `link set dev ${MANAGEMENT_LINK} addrgenmode none`,
    `address add ${MACHINE_ADDRESS} dev ${MANAGEMENT_LINK}`,
    `link set dev ${MANAGEMENT_LINK} up`,
  ];
  await must(['ip', '-batch', '-'], batch(lines));
  const forwarding = `/proc/sys/net/ipv4/conf/${MANAGEMENT_LINK}/forwarding`;
  if (readFileSync(forwarding, 'utf8').trim() !== '0') {
    await must(['tee', forwarding], '0\n');
  }
}

/**
 * Ends everything of a lab and returns when nothing is left.
 * @throws LabError `would-not-end`
 */
export async function endFabric(lab: Pick<LabRecord, 'first' | 'fabric' | 'folder'>): Promise<void> {
  const owner = await linkOwner();
  if (owner && owner !== 'stranger' && owner.first.startTicks === lab.first.startTicks) {
    // It would go with the namespaces too, but only a while after the last process.
    await must(['ip', 'link', 'del', 'dev', MANAGEMENT_LINK]);
  }
  // The init of a process namespace ends only after all in it were collected, and its parent after it.
  await kill(lab.fabric);
  const isOver = () => !isAlive(lab.fabric) && !isAlive(lab.first);
  if (await waitUntil(isOver, { everyMs: 5, atMostMs: 5000 })) {
    return;
  }
  await kill(lab.first);
  if (!(await waitUntil(isOver, { everyMs: 5, atMostMs: 10_000 }))) {
    throw new LabError('would-not-end', `Processes of the lab in ${lab.folder} do not end.`);
  }
}

export async function kill(id: ProcessId): Promise<void> {
  if (isAlive(id)) {
    await must(['kill', '-KILL', String(id.pid)]);
  }
}
