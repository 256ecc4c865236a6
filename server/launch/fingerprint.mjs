import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

/**
 * One hash of what files hold. By content and not by time, since a checkout sets new times.
 * @param {readonly string[]} paths files and folders below ROOT; those that do not exist count as such
 * @param {(path: string) => boolean} leaveOut
 */
export function fingerprint(paths, leaveOut = () => false) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const path of paths.flatMap((path) => filesBelow(path, leaveOut)).sort()) {
    hash.update(`\0${path}\0`).update(readFileSync(join(ROOT, path)));
  }
  return hash.digest('hex');
}

function filesBelow(path, leaveOut) {
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!found || leaveOut(path)) {
    return [];
  }
  if (!found.isDirectory()) {
    return [path];
  }
  return readdirSync(join(ROOT, path)).flatMap((name) => filesBelow(`${path}/${name}`, leaveOut));
}
