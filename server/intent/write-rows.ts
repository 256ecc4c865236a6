import type { Transaction } from '../db/client';
import { insertRows } from '../db/insert-rows';
import type { Intent } from '../model/intent';
import { type RowDiff, rowDiff } from './row-diff';
import { type IntentRows, toEndpointRow, toHostRow, toNetworkRow, toTenantRow } from './rows';

/** Rows in one statement: SQLite takes 32,766 parameters. */
const AT_ONCE = 500;

/** Writes what differs between the rows that are there and this intent; the fabric's row is the caller's. */
export async function writeRows(tx: Transaction, before: IntentRows, after: Intent): Promise<void> {
  const hosts = rowDiff(before.hosts, after.hosts.map(toHostRow));
  const tenants = rowDiff(before.tenants, after.tenants.map(toTenantRow));
  const networks = rowDiff(
    before.networks,
    after.tenants.flatMap((tenant) => tenant.networks.map((network) => toNetworkRow(tenant.id, network))),
  );
  const endpoints = rowDiff(
    before.endpoints,
    after.tenants.flatMap((tenant) => tenant.endpoints.map((endpoint) => toEndpointRow(tenant.id, endpoint))),
  );

  // What refers to another goes first and comes last. A changed row is taken out and put back, or gives up its unique
  // names for a moment: two networks may swap their VNIs in one change, and SQLite checks each statement.
  for (const id of chunks(gone(endpoints))) await tx.endpoint.deleteMany({ where: { id: { in: id } } });
  for (const id of chunks(gone(networks))) await tx.network.deleteMany({ where: { id: { in: id } } });
  for (const id of chunks(tenants.removed)) await tx.tenant.deleteMany({ where: { id: { in: id } } });
  for (const id of chunks(hosts.removed)) await tx.host.deleteMany({ where: { id: { in: id } } });

  for (const { id } of hosts.changed) await tx.host.update({ where: { id }, data: { name: `~${id}` } });
  for (const row of hosts.changed) await tx.host.update({ where: { id: row.id }, data: row });
  await insertRows(tx, 'Host', hosts.added);

  for (const { id } of tenants.changed)
    await tx.tenant.update({ where: { id }, data: { name: `~${id}`, prefix: `~${id}` } });
  for (const row of tenants.changed) await tx.tenant.update({ where: { id: row.id }, data: row });
  await insertRows(tx, 'Tenant', tenants.added);
  await insertRows(tx, 'Network', [...networks.changed, ...networks.added]);
  await insertRows(tx, 'Endpoint', [...endpoints.changed, ...endpoints.added]);
}

function gone(diff: RowDiff<{ id: string; ordinal: number }>): string[] {
  return [...diff.removed, ...diff.changed.map((row) => row.id)];
}

function chunks<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / AT_ONCE) }, (_, i) =>
    list.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
}
