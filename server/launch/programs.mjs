import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** sshd and ip live in sbin, which the PATH of an ordinary user lacks on Debian. */
export const SEARCH_PATH = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/usr/bin',
  '/bin',
]
  .filter((folder, index, all) => folder !== '' && all.indexOf(folder) === index)
  .join(delimiter);

/** Where a program is, or null. */
export function pathOf(program) {
  for (const folder of SEARCH_PATH.split(delimiter)) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {}
  }
  return null;
}
