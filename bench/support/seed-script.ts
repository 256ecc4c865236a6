import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabHost } from '../../lab/lab';

/** The seed's own commands for a host, as they stand in the article. */
export function seedCommands(host: string): string[] {
  const text = readFileSync(new URL(`../../lab/fixtures/seed-${host}.sh`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

const OPTIONS = [
  '-F',
  'none',
  '-o',
  'StrictHostKeyChecking=yes',
  '-o',
  'LogLevel=ERROR',
  '-o',
  'BatchMode=yes',
];

/** One ssh connection that runs all commands as one script. */
export async function overOneSsh(host: LabHost, knownHosts: string): Promise<void> {
  await ssh([...base(host, knownHosts), 'sh', '-s'], `${seedCommands(host.name).join('\n')}\n`);
}

/** A command each, over a shared ControlMaster connection that is opened within the measured time. */
export async function overControlMaster(host: LabHost, knownHosts: string): Promise<void> {
  const socket = join(mkdtempSync(join(tmpdir(), 'overlane-cm-')), 's');
  const shared = ['-o', 'ControlMaster=auto', '-o', `ControlPath=${socket}`, '-o', 'ControlPersist=30'];
  const target = base(host, knownHosts);
  try {
    for (const command of seedCommands(host.name)) await ssh([...shared, ...target, command], '');
  } finally {
    await ssh(['-O', 'exit', '-o', `ControlPath=${socket}`, ...target], '');
  }
}

function base(host: LabHost, knownHosts: string): string[] {
  return [
    ...OPTIONS,
    '-o',
    `UserKnownHostsFile=${knownHosts}`,
    '-i',
    host.privateKeyPath,
    `${host.user}@${host.address}`,
  ];
}

async function ssh(argv: string[], input: string): Promise<void> {
  const child = spawn('ssh', argv, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`ssh ${argv.slice(-2).join(' ')} ended with ${code}`);
}
