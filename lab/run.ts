import { spawn } from 'node:child_process';
import { LabError } from './error';

/** What a login of root has on Debian. */
export const ROOT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** sshd and ip live in sbin, which the PATH of an ordinary user lacks on Debian. */
export const SEARCH_PATH = [...(process.env.PATH ?? '').split(':'), ...ROOT_PATH.split(':')]
  .filter((folder, index, all) => folder.startsWith('/') && all.indexOf(folder) === index)
  .join(':');

export interface Ran {
  /** 0 to 255; 128 + the signal's number if a signal ended it */
  status: number;
  stdout: string;
  stderr: string;
}

/** An environment of these variables and no others; Next's types would have NODE_ENV in each. */
export function bareEnvironment(variables: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return variables as unknown as NodeJS.ProcessEnv;
}

/** The argv that runs `argv` as root: itself, or through a sudo that asks for no password. */
export function asRoot(argv: readonly string[]): string[] {
  return process.getuid?.() === 0 ? [...argv] : ['sudo', '-n', ...argv];
}

/** Runs a program to its end. A status other than 0 is a result, not an error. */
export function run(argv: readonly string[], input = ''): Promise<Ran> {
  const [program = '', ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { env: { ...process.env, PATH: SEARCH_PATH, LC_ALL: 'C' } });
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
    child.on('error', (cause) =>
      reject(new LabError('command-failed', `${program} could not be started.`, undefined, { cause })),
    );
    child.on('close', (code) =>
      resolve({
        status: code ?? 255,
        stdout: Buffer.concat(chunks.stdout).toString(),
        stderr: Buffer.concat(chunks.stderr).toString(),
      }),
    );
    // A program that ends without reading its input is judged by its status.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/**
 * Runs a program as root and returns its output.
 * @throws LabError `command-failed` with the program's own words, if its status is not 0
 */
export async function must(argv: readonly string[], input?: string): Promise<string> {
  const ran = await run(asRoot(argv), input);
  if (ran.status !== 0) {
    throw new LabError('command-failed', `\`${argv.join(' ')}\` failed: ${ran.stderr.trim()}`);
  }
  return ran.stdout;
}
