/** The files of a lab's folder, other than its record. */

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostPlan } from './addresses';
import { LabError } from './error';
import { keyAt, type PublicKey } from './keys';
import { run } from './run';

export interface LabKeys {
  privateKeyPath: string;
  /** By host name. */
  hostKeys: Map<string, PublicKey>;
}

export const clientKeyPath = (folder: string) => join(folder, 'id_ed25519');
const hostFolder = (folder: string, host: string) => join(folder, 'hosts', host);

/** Writes all that the scripts read, and makes the FIFOs anew. Keys that are there stay. */
export async function prepareFolder(folder: string, plans: readonly HostPlan[]): Promise<LabKeys> {
  const client = await keyAt(clientKeyPath(folder), 'overlane-lab');
  const hostKeys = new Map<string, PublicKey>();
  for (const { name } of plans) {
    hostKeys.set(name, await keyAt(join(hostFolder(folder, name), 'ssh_host_ed25519_key'), name));
    // A log of an earlier lab belongs to root if that was started through sudo: replace, do not append.
    await rm(logPath(folder, name), { force: true });
  }
  const names = plans.map(({ management, name }) => `${management} ${name}`);
  const etcHosts = ['127.0.0.1 localhost', '::1 localhost ip6-localhost', ...names, ''];
  await writeFile(join(folder, 'etc_hosts'), etcHosts.join('\n'));
  await writeFile(join(folder, 'authorized_keys'), `${client.line} overlane-lab\n`, { mode: 0o600 });
  await writeFile(join(folder, 'sshd_config'), await sshdConfig());
  const fifos = FIFOS.map((fifo) => join(folder, fifo));
  await Promise.all(fifos.map((fifo) => rm(fifo, { force: true })));
  // Not as root: the starter, whoever it is, opens them too.
  const made = await run(['mkfifo', '-m', '600', ...fifos]);
  if (made.status !== 0) {
    throw new LabError('command-failed', `The lab's FIFOs could not be made: ${made.stderr.trim()}`);
  }
  return { privateKeyPath: clientKeyPath(folder), hostKeys };
}

/** To the fabric: hosts to start. From the scripts: how far they are. To the hosts: an end, when all may go on. */
export const FIFOS = ['control', 'report', 'release'] as const;

export async function removeFifos(folder: string): Promise<void> {
  await Promise.all(FIFOS.map((fifo) => rm(join(folder, fifo), { force: true })));
}

export const logPath = (folder: string, host: string) => join(hostFolder(folder, host), 'log');
export const fabricLogPath = (folder: string) => join(folder, 'fabric.log');

/** The end of a log, for an error's sentence. */
export async function lastWords(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-3).join('; ') || 'nothing';
}

/**
 * Without PAM a session costs no systemd-logind call. Home directories are tmpfs of mode 0700, but the key file
 * lies outside of them, hence no StrictModes. The limits let a controller open hundreds of sessions at once.
 */
async function sshdConfig(): Promise<string> {
  const lines = [
    'Port 22',
    'AddressFamily inet',
    'HostKey /run/overlane-lab/ssh_host_ed25519_key',
    'AuthorizedKeysFile .ssh/authorized_keys /run/overlane-lab/authorized_keys',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'UseDNS no',
    'PidFile none',
    'PrintMotd no',
    'MaxStartups 200:30:400',
    'MaxSessions 512',
    'Subsystem sftp internal-sftp',
  ];
  // From 9.8 on sshd punishes an address that connects without logging in, as tests of a dead session do.
  const { stderr } = await run(['ssh', '-V']);
  const [, major = '0', minor = '0'] = /OpenSSH_(\d+)\.(\d+)/.exec(stderr) ?? [];
  if (Number(major) * 100 + Number(minor) >= 908) {
    lines.push('PerSourcePenalties no');
  }
  return `${lines.join('\n')}\n`;
}
