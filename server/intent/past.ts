import { database } from '../db/client';
import { difference } from '../model/fabric-file/difference';
import type { Intent } from '../model/intent';
import { type Operation, operate, operationsSchema } from '../model/operation';
import { Refused } from './error';
import { type ChangeSummary, summary } from './history';
import { readRows } from './load';
import { fromRows } from './rows';
import { describeEach } from './sentence';

/** What differs between two revisions, and who did what between them. */
export type Between = {
  from: number;
  to: number;
  /** What leads from the one to the other, a sentence each. */
  differences: string[];
  /** Committed between them, oldest first. */
  changes: ChangeSummary[];
};

export type WayBack = { base: number; operations: Operation[]; sentence: string };

/** @throws Refused where one of them was never there */
export async function between(from: number, to: number): Promise<Between> {
  const past = await read(Math.min(from, to));
  const [before, after] = [past.at(from), past.at(to)];
  const operations = difference(before, after);
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  return {
    from,
    to,
    differences: describeEach(operations, before, after),
    changes: past.changes.filter(({ revision }) => revision > low && revision <= high),
  };
}

/**
 * The operations that bring the fabric back to how it was at a revision. The keys of hosts that are pinned now stay so:
 * trust is no part of what is undone.
 * @throws Refused where there was no such revision
 */
export async function backTo(revision: number): Promise<WayBack> {
  const past = await read(revision);
  const then = past.at(revision);
  const keys = new Map(past.present.hosts.map(({ id, hostKey }) => [id, hostKey]));
  const hosts = then.hosts.map((host) => ({ ...host, hostKey: keys.get(host.id) ?? host.hostKey }));
  return {
    base: past.present.revision,
    operations: difference(past.present, { ...then, hosts }),
    sentence: `go back to revision ${revision}`,
  };
}

type Past = { present: Intent; changes: ChangeSummary[]; at(revision: number): Intent };

/** Changes are taken back in thought, the newest first. */
async function read(oldest: number): Promise<Past> {
  const { rows, changes } = await database().$transaction(async (tx) => ({
    rows: await readRows(tx),
    changes: await tx.change.findMany({ where: { revision: { gt: oldest } }, orderBy: { revision: 'asc' } }),
  }));
  const present = fromRows(rows);
  return {
    present,
    changes: changes.map(summary),
    at(revision) {
      if (revision < 0 || revision > present.revision) throw new Refused(`There is no revision ${revision}.`);
      let intent = present;
      for (const change of changes.toReversed()) {
        if (change.revision <= revision) break;
        intent = operate(intent, operationsSchema.parse(JSON.parse(change.inverse))).intent;
      }
      return { ...intent, revision };
    },
  };
}
