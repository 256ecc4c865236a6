import { startAuth } from '../../../server/auth/start';
import { closeDatabase, startDatabase } from '../../../server/db/client';
import { commit } from '../../../server/intent/commit';
import { foundFabric } from '../../../server/intent/found';
import { loadIntent } from '../../../server/intent/load';
import type { Intent } from '../../../server/model/intent';
import type { Operation } from '../../../server/model/operation';
import { operate } from '../../../server/model/operation';
import { proposeEndpoint, proposeHost, proposeTenant } from '../../../server/model/propose';

export type Shape = {
  hosts: number;
  /** Tenants on each host. */
  each: number;
  /** Hosts that a tenant is on. */
  span: number;
};

/** Names of tenants, as people give them. */
const NAMES = ['microsoft', 'apple', 'contoso', 'fabrikam', 'northwind', 'adventure', 'tailspin', 'wingtip'];
const MORE = ['litware', 'proseware', 'lucerne', 'trey', 'humongous', 'blueyonder', 'margie', 'woodgrove'];

export const hostName = (n: number) => `node${String(n + 1).padStart(3, '0')}`;
export function tenantName(n: number): string {
  const all = [...NAMES, ...MORE];
  const name = all[n % all.length] ?? 'tenant';
  return n < all.length ? name : `${name}-${Math.floor(n / all.length) + 1}`;
}

/** Writes a fabric of this shape into the database of a data folder, as the product's own changes. */
export async function writeFabric(dataDir: string, shape: Shape): Promise<void> {
  process.env.OVERLANE_DATA = dataDir;
  await startDatabase();
  try {
    await foundFabric();
    // Its secret seals the audit log: the product goes on with the same one.
    await startAuth();
    let intent = await loadIntent();
    for (const operations of chunks(operationsFor(intent, shape))) {
      await commit({ base: intent.revision, operations, actor: 'bench', sentence: 'a fabric to look at' });
      intent = await loadIntent();
    }
  } finally {
    await closeDatabase();
  }
}

/** The same fabric as intent, without a database. */
export function fabricIntent(shape: Shape): Intent {
  const empty: Intent = { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts: [], tenants: [] };
  return operate(empty, operationsFor(empty, shape)).intent;
}

/** Hosts first, then tenants with all their endpoints. */
function operationsFor(empty: Intent, { hosts, each, span }: Shape): Operation[] {
  const operations: Operation[] = [];
  let intent = empty;
  const add = (operation: Operation) => {
    operations.push(operation);
    intent = operate(intent, [operation]).intent;
  };
  for (let n = 0; n < hosts; n++) {
    const [high, low] = [Math.floor(n / 250), (n % 250) + 1];
    add({
      op: 'host.add',
      host: {
        ...proposeHost({ name: hostName(n), address: `198.18.${high}.${low}` }),
        hostKey: `SHA256:${String(n).padStart(43, 'A')}`,
        underlay: { device: 'eth1', address: `10.10.${high}.${low}` },
      },
    });
  }
  const ids = intent.hosts.map((host) => host.id);
  const tenants = Math.round((hosts * each) / span);
  for (let n = 0; n < tenants; n++) {
    let tenant = proposeTenant(intent, { name: tenantName(n) });
    // Each round over the hosts begins a block further on, so that no two rounds give a host the same colour.
    const round = Math.floor((n * span) / hosts);
    const first = (n + round) * span + Math.floor((round * span) / each);
    for (let i = 0; i < span; i++) {
      const hostId = ids[(first + i) % hosts] ?? '';
      tenant = { ...tenant, endpoints: [...tenant.endpoints, proposeEndpoint(tenant, { hostId })] };
    }
    add({ op: 'tenant.add', tenant });
  }
  return operations;
}

function* chunks(operations: readonly Operation[]): Generator<Operation[]> {
  for (let i = 0; i < operations.length; i += 500) yield operations.slice(i, i + 500);
}
