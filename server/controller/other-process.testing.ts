import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../../lab/wait';
import { keyAudit } from '../db/audit-chain';
import { startDatabase } from '../db/client';
import { dataFolder } from '../db/folder';
import { foundFabric } from '../intent/found';
import { GeneratedKeys } from '../keys/generated-keys';
import type { HostLink } from './host-link';
import { Jumps } from './jumps';
import { sshLinks } from './open-link';
import { bringLinks } from './other-links';
import { startController } from './start';

/** Counted from 1: before the first job that writes is sent is 1, after its answer came is 2, and so on. */
export type Ending = { at: number; how: 'SIGKILL' | 'SIGSTOP' };

export type OtherProcess = {
  pid: number;
  /** Tells it that intent was committed; without waiting. */
  changed(): void;
  /** Resolves once the process has ended or stands still. */
  halted(): Promise<void>;
  wake(): void;
  kill(): Promise<void>;
  /** What it says about its hosts: the code of each reason, and the sentence. */
  readonly reasons: { hostId: string; code: string; sentence: string }[];
};

/** A controller in a process of its own, on the data of this one, which ends or pauses itself at a side effect. */
export async function startOtherProcess(ending: Ending | null): Promise<OtherProcess> {
  const argv = ['--import', 'tsx', fileURLToPath(import.meta.url), JSON.stringify(ending)];
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  const reasons: OtherProcess['reasons'] = [];
  let ready = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'ready') ready = true;
    else if (line.startsWith('{')) reasons.push(JSON.parse(line));
  });
  const pid = child.pid ?? 0;
  try {
    await must(() => ready, 'the other process is ready');
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    pid,
    reasons,
    changed: () => void child.stdin.write('changed\n'),
    halted: () => must(() => hasEnded(child) || isStopped(pid), 'the other process halts'),
    wake: () => void child.kill('SIGCONT'),
    async kill() {
      child.kill('SIGKILL');
      await must(() => hasEnded(child), 'the other process ends');
    },
  };
}

async function must(so: () => boolean, what: string): Promise<void> {
  if (!(await waitUntil(so, { everyMs: 5, atMostMs: 60_000 }))) throw new Error(`this did not come: ${what}`);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function isStopped(pid: number): boolean {
  // proc(5): the state is the first word after the name in parentheses.
  return /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

async function main(ending: Ending | null): Promise<void> {
  await startDatabase();
  keyAudit('the secret of a test');
  await foundFabric();
  const keys = await GeneratedKeys.open(dataFolder());
  const open = sshLinks({ keys, hosts: () => [], jumps: new Jumps(() => {}), vxlanPort: () => 8472 });
  let deeds = 0;
  const deed = () => {
    deeds += 1;
    if (ending && deeds === ending.at) process.kill(process.pid, ending.how);
  };
  bringLinks(async (host) => {
    const link: HostLink = await open(host);
    const { runner } = link;
    return {
      ...link,
      runner: {
        stream: (argv, options) => runner.stream(argv, options),
        async run(job) {
          // Claiming a host changes nothing there.
          if (!job.fence || job.sections[0]?.name === 'stale') return runner.run(job);
          deed();
          const output = await runner.run(job);
          deed();
          return output;
        },
      },
    };
  });
  const controller = await startController();
  createInterface({ input: process.stdin }).on('line', () => void controller.intentChanged());
  const told = new Map<string, string>();
  const waiting = new Set<string>();
  let isReady = false;
  for await (const event of controller.watch(null, new AbortController().signal)) {
    if (event.kind === 'snapshot' || event.kind === 'host-state' || event.kind === 'host') {
      const hosts = event.kind === 'snapshot' ? event.hosts : [event.host];
      for (const { hostId, reason } of hosts) {
        const text = JSON.stringify({ hostId, code: reason?.code ?? '', sentence: reason?.sentence ?? '' });
        if (told.get(hostId) !== text) console.log(text);
        told.set(hostId, text);
      }
    }
    if (event.kind === 'snapshot') for (const { hostId } of event.hosts) waiting.add(hostId);
    if (event.kind === 'host-state' && event.host.activeRevision !== null) waiting.delete(event.host.hostId);
    if (!isReady && waiting.size === 0) {
      isReady = true;
      console.log('ready');
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(JSON.parse(process.argv[2] ?? 'null'));
