import { type Database, database, type Transaction } from '../db/client';
import type { Intent } from '../model/intent';
import { fromRows, type IntentRows } from './rows';

/** What was read last, and from where. Shared over the module instances that Next makes. */
type Loaded = { from: Database; rows: IntentRows; intent: Intent };
const slot = globalThis as typeof globalThis & { __overlaneIntent?: Loaded };

/** Intent as committed last. It is read anew when its revision is another than the one that was read last. */
export async function loadIntent(): Promise<Intent> {
  const from = database();
  const known = slot.__overlaneIntent;
  if (known?.from === from && known.intent.revision === (await currentRevision())) return known.intent;
  const rows = await from.$transaction((tx) => readRows(tx));
  return keep(from, rows).intent;
}

/**
 * The rows of a revision that this transaction has found to be the present one, and the intent that they make.
 * @throws ZodError where a row's JSON is not ours
 */
export async function loadForChange(tx: Transaction, revision: number): Promise<Omit<Loaded, 'from'>> {
  const known = slot.__overlaneIntent;
  if (known?.from === database() && known.intent.revision === revision) return known;
  const rows = await readRows(tx);
  // The transaction has raised the revision already.
  const before = { ...rows, fabric: { ...rows.fabric, revision } };
  return { rows: before, intent: fromRows(before) };
}

function keep(from: Database, rows: IntentRows): Loaded {
  const loaded = { from, rows, intent: fromRows(rows) };
  slot.__overlaneIntent = loaded;
  return loaded;
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
