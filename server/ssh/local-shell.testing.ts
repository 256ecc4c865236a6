import { spawn, spawnSync } from 'node:child_process';
import type { Script } from './script';

export type Ended = { code: number | null; stdout: Buffer; stderr: Buffer; ms: number };

/** The shells of this machine as which a host's login shell may run the constant command. */
export function loginShells(): string[] {
  return ['dash', 'bash', 'zsh', 'fish', 'tcsh', 'csh', 'mksh', 'busybox'].filter(
    (shell) => spawnSync(shell, ['-c', 'true']).error === undefined,
  );
}

/**
 * Runs a script as sshd does: the command by a login shell, the delivery on standard input.
 * @param beats keeps standard input open and sends signs of life; `silence` keeps it open without
 */
export function runLocally(
  script: Script,
  options: { shell?: string; input?: 'whole' | 'beats' | 'silence'; env?: Record<string, string> } = {},
): Promise<Ended> {
  const { shell = 'sh', input = 'whole', env = {} } = options;
  const argv = shell === 'busybox' ? ['sh', '-c', script.command] : ['-c', script.command];
  // bash reads ~/.bashrc where its input is a socket, as sshd's and node's are; SHLVL tells it not to.
  const bare = { PATH: process.env.PATH ?? '', SHLVL: '2' } as unknown as NodeJS.ProcessEnv;
  const began = performance.now();
  const child = spawn(shell, argv, { env: { ...bare, ...env } });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => {});
  child.stdin.write(script.stdin);
  if (input === 'whole') child.stdin.end();
  const beats = input === 'beats' ? setInterval(() => child.stdin.write('\n'), 1000) : undefined;
  return new Promise((resolve) => {
    child.on('exit', () => {
      clearInterval(beats);
      child.stdin.destroy();
    });
    child.on('close', (code) => {
      const ms = performance.now() - began;
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), ms });
    });
  });
}
