/** `lab.json`: what a lab's folder says about it, for the product to import and for later commands to find it. */

import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from './error';
import { isAlive, machineBootId, type ProcessId } from './process';
import { waitUntil } from './wait';

export interface LabHostRecord {
  name: string;
  /** Management address, without a prefix length; the controller connects to it. */
  address: string;
  port: 22;
  user: 'root';
  /** Absolute path of the private key that lets `user` in. */
  privateKeyPath: string;
  /** `ssh-ed25519 AAAA…` */
  hostKey: string;
  /** `SHA256:…` as OpenSSH writes it */
  hostKeyFingerprint: string;
  underlay: { device: string; address: string; prefixLength: 16 };
  /** What the host's own /proc/sys/kernel/random/boot_id says. */
  bootId: string;
  /** The host's first process, which is its sshd. */
  process: ProcessId;
  /** How long each ssh session waits before its command; 0 for not at all. */
  slowMs: number;
}

export interface LabRecord {
  version: 1;
  /** `starting` until every sshd listens. */
  phase: 'starting' | 'up';
  folder: string;
  startedAt: string;
  machineBootId: string;
  /** Of the caller at `up`: where the management link's end is. */
  networkNamespace: string;
  /** All of the lab ends with this process. */
  first: ProcessId;
  /** The lab's own init; its network namespace holds the bridges and the hosts' cables. */
  fabric: ProcessId;
  management: { device: string; address: string };
  hosts: LabHostRecord[];
}

const stateFile = (folder: string) => join(folder, 'lab.json');

/**
 * The lab that runs from this folder, or null. A record whose processes are gone is removed.
 * @throws LabError `bad-state` if the file is not one of ours
 */
export async function readRecord(folder: string): Promise<LabRecord | null> {
  const text = await readFile(stateFile(folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return null;
    }
    throw new LabError('bad-state', `${stateFile(folder)} cannot be read.`, undefined, { cause: error });
  });
  if (text === null) {
    return null;
  }
  const record = parse(text, folder);
  if (record.machineBootId === machineBootId()) {
    if (isAlive(record.first)) {
      return record;
    }
    // The kernel is ending what hung on the first process; a moment later all of it is gone.
    await waitUntil(() => !isAlive(record.fabric), { everyMs: 5, atMostMs: 10_000 });
  }
  await removeRecord(folder);
  return null;
}

function parse(text: string, folder: string): LabRecord {
  try {
    const record = JSON.parse(text) as LabRecord;
    if (record.version === 1 && record.first.pid > 0 && Array.isArray(record.hosts)) {
      return record;
    }
  } catch {}
  throw new LabError(
    'bad-state',
    `${stateFile(folder)} is not a lab's record.`,
    'Remove it if no lab runs from this folder.',
  );
}

/** Replaces the record at once: a reader sees the old one or the new one, never a part. */
export async function writeRecord(record: LabRecord): Promise<void> {
  const next = `${stateFile(record.folder)}.${process.pid}`;
  await writeFile(next, `${JSON.stringify(record, null, 2)}\n`);
  await rename(next, stateFile(record.folder));
}

export async function removeRecord(folder: string): Promise<void> {
  await rm(stateFile(folder), { force: true });
}
