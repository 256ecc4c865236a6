import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Stack } from './stack';

export type Said = { status: number; stdout: string; stderr: string };

/** Starts `overlane` against a stack, as `npx overlane` does in the clone. */
export function spawnOverlane(
  stack: Stack,
  argv: string[],
  environment: Record<string, string> = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['server/cli/overlane.mjs', ...argv], {
    env: { ...process.env, OVERLANE_DATA: stack.dataDir, OVERLANE_URL: stack.url, ...environment },
    stdio: 'pipe',
  });
}

/** Runs it to its end. */
export async function overlane(
  stack: Stack,
  argv: string[],
  input = '',
  environment: Record<string, string> = {},
): Promise<Said> {
  const child = spawnOverlane(stack, argv, environment);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { status: code ?? -1, stdout, stderr };
}
