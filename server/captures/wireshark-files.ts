import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { dataFolder } from '../db/folder';

/** What is served of the package @goodtools/wiregasm 1.9.1, by name. Nothing else is taken for it. */
const FILES: Record<string, { type: string; sha256: string }> = {
  'wiregasm.js': {
    type: 'text/javascript; charset=utf-8',
    sha256: 'e2f3d1cc1dc1a96ec353bb4568d2c1c21fdcd37521ece47935ec470ab1f43fca',
  },
  'wiregasm.wasm.gz': {
    type: 'application/gzip',
    sha256: '55225657cbb56a3a5bd2d9da38e6eff82cea49f9c801c7a33f0283bb1a1eda2a',
  },
  'wiregasm.data.gz': {
    type: 'application/gzip',
    sha256: '758ba4fbdb27aa6a185523d3b8a192eed4bf9eecaec876764a19b69ad0aabb18',
  },
};

export type WiresharkFile = { path: string; type: string };

/** Files that were read through, by path, size and time: they are what they should be. */
const known = new Map<string, boolean>();

/** A file of Wireshark compiled to WebAssembly, which people add to the data folder; null where it is not there. */
export async function wiresharkFile(name: string): Promise<WiresharkFile | null> {
  const wanted = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (!wanted) return null;
  const path = join(dataFolder(), 'wireshark', 'node_modules', '@goodtools', 'wiregasm', 'dist', name);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  const key = `${path} ${found.size} ${found.mtimeMs}`;
  if (!known.has(key)) known.set(key, (await sha256(path)) === wanted.sha256);
  return known.get(key) ? { path, type: wanted.type } : null;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
