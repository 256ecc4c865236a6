import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { homeOfRoot } from './root-home';
import { asRoot, bareEnvironment, ROOT_PATH } from './run';

export interface ExecResult {
  /** The program's own; 128 + the signal's number if a signal ended it; 127 if there is no such program. */
  status: number;
  /** Empty if the caller's own outputs were passed through. */
  stdout: string;
  stderr: string;
}

/** `inherit` passes the caller's input and outputs through; otherwise they are given and returned whole. */
export type HostStdio = 'inherit' | { input?: string | Buffer };

/**
 * Starts a program as root in all namespaces of a host, without ssh. Ending the returned process ends the program.
 * @param pid the host's first process
 */
export function spawnAt(pid: number, argv: readonly string[], stdio: StdioOptions): ChildProcess {
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid'];
  // nsenter forks to enter a process namespace and passes no signal on; the kernel does, at its end.
  const tied = ['setpriv', '--pdeathsig', 'TERM', '--', ...argv];
  const [program = '', ...rest] = asRoot(['nsenter', '--target', String(pid), ...namespaces, '--', ...tied]);
  // As a login would have it: of the caller's environment, only what describes its terminal reaches the host.
  const { TERM, LANG } = process.env;
  const who = { HOME: homeOfRoot(), USER: 'root', LOGNAME: 'root' };
  return spawn(program, rest, { stdio, env: bareEnvironment({ ...who, PATH: ROOT_PATH, TERM, LANG }) });
}

/** Runs a program in a host to its end. @param signal ends it early */
export async function runAt(
  pid: number,
  argv: readonly string[],
  stdio: HostStdio,
  signal?: AbortSignal,
): Promise<ExecResult> {
  const child = spawnAt(pid, argv, stdio === 'inherit' ? 'inherit' : 'pipe');
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop);
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout?.on('data', (chunk: Buffer) => output.stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.stderr.push(chunk));
  if (stdio !== 'inherit') {
    // A program that ends without reading its input is judged by its status.
    child.stdin?.on('error', () => {});
    child.stdin?.end(stdio.input ?? '');
  }
  try {
    const [code, ending] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return {
      status: code ?? 128 + (ending ? constants.signals[ending] : 0),
      stdout: Buffer.concat(output.stdout).toString(),
      stderr: Buffer.concat(output.stderr).toString(),
    };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
