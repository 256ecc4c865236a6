/** Tests reach lab hosts as a person would: the system's own ssh, the lab's key, and the host key pinned. */

import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { LabHost } from './lab';
import { type Ran, run } from './run';

/** @param command for the host's shell, as ssh gives it */
export async function ssh(host: LabHost, command: string, folder: string): Promise<Ran> {
  const knownHosts = join(folder, `known_hosts.${host.name}`);
  await writeFile(knownHosts, `${host.address} ${host.hostKey}\n`);
  const options = [
    'BatchMode=yes',
    'ConnectTimeout=5',
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${knownHosts}`,
    'GlobalKnownHostsFile=/dev/null',
  ].flatMap((option) => ['-o', option]);
  const who = `${host.user}@${host.address}`;
  return run(['ssh', '-F', '/dev/null', ...options, '-i', host.privateKeyPath, '-p', '22', who, command]);
}

/** Whether an sshd answers there, in less than this many milliseconds. */
export function greetsWithin(address: string, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22, timeout: ms });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .on('data', () => end(true))
      .on('timeout', () => end(false))
      .on('error', () => end(false));
  });
}
