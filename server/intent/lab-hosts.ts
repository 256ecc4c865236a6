import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { database } from '../db/client';
import { newId } from '../model/ids';
import { fingerprintSchema, type Host, hostSchema, type Intent } from '../model/intent';
import type { Operation } from '../model/operation';
import { commit } from './commit';
import { Conflict, Faults, Refused } from './error';
import { loadIntent } from './load';
import { record } from './record';

const labSchema = z.object({
  version: z.literal(1),
  startedAt: z.string(),
  hosts: z.array(
    z.object({
      name: hostSchema.shape.name,
      address: hostSchema.shape.address,
      port: hostSchema.shape.port,
      user: hostSchema.shape.user,
      privateKeyPath: z.string(),
      hostKeyFingerprint: fingerprintSchema,
      underlay: z.object({ device: z.string(), address: z.string() }),
    }),
  ),
});
type Lab = z.infer<typeof labSchema>;
type LabHost = Lab['hosts'][number];

/** What was imported: of which run of the lab, and which host of intent each of its hosts became. */
const memorySchema = z.object({ startedAt: z.string(), hosts: z.record(z.string(), z.string()) });
type Memory = z.infer<typeof memorySchema>;
const SETTING = 'lab';

/**
 * Takes the hosts of the lab whose folder `OVERLANE_LAB_STATE` names into intent, pinned, and gives those that came
 * with an earlier run of it their new keys; one change by the actor `lab`. Hosts that people added are left alone, and
 * one that they removed stays away until the lab is started again. The product starts whatever is wrong with the lab:
 * that is audited.
 * @returns the names of the hosts added and changed
 */
export async function importLabHosts(): Promise<Imported> {
  const folder = process.env.OVERLANE_LAB_STATE;
  if (!folder) return NOTHING;
  try {
    const lab = await readLab(folder);
    return lab ? await importHosts(lab) : NOTHING;
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Faults || error instanceof Conflict)) throw error;
    const sentence = `The hosts of the lab could not be taken in: ${error.message}`;
    await record({ actor: 'lab', action: 'lab.import', subject: folder, sentence, outcome: 'failed' });
    return NOTHING;
  }
}

type Imported = { added: string[]; changed: string[] };
const NOTHING: Imported = { added: [], changed: [] };

async function importHosts(lab: Lab): Promise<Imported> {
  const memory = await readMemory();
  const intent = await loadIntent();
  const { operations, hosts } = labOperations(intent, lab, memory);
  if (operations.length > 0) {
    await commit({ base: intent.revision, operations, sentence: sentenceOf(operations), actor: 'lab' });
  }
  await writeMemory({ startedAt: lab.startedAt, hosts });
  return { added: namesOf(operations, 'host.add'), changed: namesOf(operations, 'host.set') };
}

/** The operations that intent needs, and which host each of the lab's is. Pure, but for new ids. */
export function labOperations(
  intent: Intent,
  lab: Lab,
  memory: Memory | null,
): { operations: Operation[]; hosts: Record<string, string> } {
  const isNewRun = memory?.startedAt !== lab.startedAt;
  const operations: Operation[] = [];
  const hosts: Record<string, string> = {};
  for (const found of lab.hosts) {
    const known = intent.hosts.find((host) => isImported(host, found, memory));
    const wasKnown = memory?.hosts[found.name];
    if (known) {
      hosts[found.name] = known.id;
      const host = withKeysOf(known, found);
      if (host.hostKey !== known.hostKey || host.key !== known.key) operations.push({ op: 'host.set', host });
    } else if (wasKnown && !isNewRun) {
      hosts[found.name] = wasKnown;
    } else if (!intent.hosts.some((host) => isInTheWay(host, found))) {
      const host = hostOf(found);
      hosts[found.name] = host.id;
      operations.push({ op: 'host.add', host });
    }
  }
  return { operations, hosts };
}

/** One that we imported, or that people added with the lab's own key. */
function isImported(host: Host, found: LabHost, memory: Memory | null): boolean {
  if (memory?.hosts[found.name] === host.id) return true;
  const isItsKey = host.key.kind === 'file' && dirname(host.key.path) === dirname(found.privateKeyPath);
  return isItsKey && host.address === found.address && host.port === found.port;
}

function isInTheWay(host: Host, found: LabHost): boolean {
  return (
    host.name === found.name ||
    (host.address === found.address && host.port === found.port) ||
    host.underlay?.address === found.underlay.address
  );
}

/** Another way to sign in, or no pinned key, is somebody's choice. */
function withKeysOf(host: Host, found: LabHost): Host {
  const isAtPlace = host.address === found.address && host.port === found.port;
  if (!isAtPlace || host.key.kind !== 'file') return host;
  return {
    ...host,
    key: host.key.path === found.privateKeyPath ? host.key : { kind: 'file', path: found.privateKeyPath },
    hostKey: host.hostKey === null ? null : found.hostKeyFingerprint,
  };
}

function hostOf(found: LabHost): Host {
  const { name, address, port, user, underlay } = found;
  return {
    id: newId(),
    name,
    address,
    port,
    user,
    key: { kind: 'file', path: found.privateKeyPath },
    hostKey: found.hostKeyFingerprint,
    underlay: { device: underlay.device, address: underlay.address },
  };
}

function namesOf(operations: readonly Operation[], op: 'host.add' | 'host.set'): string[] {
  return operations.flatMap((operation) =>
    operation.op === op && 'host' in operation ? [operation.host.name] : [],
  );
}

function sentenceOf(operations: readonly Operation[]): string {
  const parts = [
    ['take in the lab hosts', namesOf(operations, 'host.add')],
    ['take over the new keys of the lab hosts', namesOf(operations, 'host.set')],
  ] as const;
  return parts
    .filter(([, names]) => names.length > 0)
    .map(
      ([verb, names]) => `${verb} ${names.length > 6 ? `${names[0]} to ${names.at(-1)}` : names.join(', ')}`,
    )
    .join('; ');
}

async function readLab(folder: string): Promise<Lab | null> {
  const path = join(folder, 'lab.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Refused(`The lab's record ${path} cannot be read.`, { cause: error });
  });
  if (text === null) return null;
  try {
    return labSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Refused(`${path} is not the record of a lab that this Overlane knows.`, { cause });
  }
}

async function readMemory(): Promise<Memory | null> {
  const row = await database().setting.findUnique({ where: { key: SETTING } });
  return row ? memorySchema.parse(JSON.parse(row.value)) : null;
}

async function writeMemory(memory: Memory): Promise<void> {
  const value = JSON.stringify(memory);
  await database().setting.upsert({
    where: { key: SETTING },
    create: { key: SETTING, value },
    update: { value },
  });
}
