import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const loginSchema = z.object({ url: z.string(), token: z.string() });
export type Login = z.infer<typeof loginSchema>;

function folder(): string {
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'overlane');
}

const file = () => join(folder(), 'login.json');

/** The server that the command line is signed in to with a token of its own, or null. */
export function savedLogin(): Login | null {
  try {
    const read = loginSchema.safeParse(JSON.parse(readFileSync(file(), 'utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** Keeps it where only its owner can read it. @returns the file */
export function saveLogin(login: Login): string {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  // A file that is there keeps its mode: it is made anew.
  rmSync(file(), { force: true });
  writeFileSync(file(), `${JSON.stringify(login)}\n`, { mode: 0o600, flag: 'wx' });
  return file();
}

/** @returns whether there was one */
export function forgetLogin(): boolean {
  const known = savedLogin() !== null;
  rmSync(file(), { force: true });
  return known;
}
