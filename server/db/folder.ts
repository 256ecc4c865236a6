import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder that holds all data of this installation: `OVERLANE_DATA`, or `.overlane` where the program was started. */
export function dataFolder(): string {
  // Else Next's build takes the folder for a part of the program and traces the whole project.
  return resolve(/* turbopackIgnore: true */ process.env.OVERLANE_DATA ?? './.overlane');
}

/** Makes the folder and keeps everybody else out: the secret, the token and the sign-in link lie in it. */
export function makeDataFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

export function databaseFile(folder: string): string {
  return join(folder, 'overlane.db');
}
