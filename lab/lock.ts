import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from './error';
import { SEARCH_PATH } from './run';

const PATIENCE_S = 60;

/**
 * Runs `work` while no other command changes the lab of this folder, and makes the folder if need be.
 * flock(1) holds the lock as long as this process holds its input open, so no end of ours leaves it behind.
 * @throws LabError `busy` after a minute
 */
export async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const argv = ['--timeout', String(PATIENCE_S), join(folder, 'lock'), 'cat'];
  const holder = spawn('flock', argv, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, PATH: SEARCH_PATH },
  });
  const ended = once(holder, 'close');
  holder.stdin.on('error', () => {});
  holder.stdin.write('\n');
  const held = await Promise.race([once(holder.stdout, 'data').then(() => true), ended.then(() => false)]);
  if (!held) {
    throw new LabError(
      'busy',
      `Another command has been changing the lab in ${folder} for a minute.`,
      'Wait for it, or end it.',
    );
  }
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
