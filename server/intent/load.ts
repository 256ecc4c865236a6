import { database, type Transaction } from '../db/client';
import type { Intent } from '../model/intent';
import { fromRows, type IntentRows } from './rows';

/** Intent as committed last. */
export async function loadIntent(): Promise<Intent> {
  return fromRows(await database().$transaction((tx) => readRows(tx)));
}

/** This installation's id, part of every owner mark. */
export async function fabricId(): Promise<string> {
  const fabric = await database().fabric.findFirstOrThrow({ select: { id: true } });
  return fabric.id;
}

export async function currentRevision(): Promise<number> {
  const fabric = await database().fabric.findFirstOrThrow({ select: { revision: true } });
  return fabric.revision;
}

/** All rows of intent, in order, at one point in time: a transaction of SQLite reads one snapshot. */
export async function readRows(tx: Transaction): Promise<IntentRows> {
  const orderBy = { ordinal: 'asc' } as const;
  return {
    fabric: await tx.fabric.findFirstOrThrow(),
    hosts: await tx.host.findMany({ orderBy }),
    tenants: await tx.tenant.findMany({ orderBy }),
    networks: await tx.network.findMany({ orderBy }),
    endpoints: await tx.endpoint.findMany({ orderBy }),
  };
}
