import type { HostLive } from '../../controller/face';
import { hostsOfNetwork, type Tenant } from '../../model/intent';
import { statusKey } from '../../model/status-key';
import type { Client } from '../client';
import { type Fabric, look } from '../live';
import { age, plain, table } from '../print';

type HostRow = {
  name: string;
  address: string;
  state: HostLive['state'];
  health: string;
  revision: number | null;
  ageMs: number | null;
  /** Differences that nobody asked for. */
  drift: number;
  sentence: string;
};
type TenantRow = {
  name: string;
  state: string;
  revision: number | null;
  ageMs: number | null;
  hosts: string[];
  drift: number;
  sentence: string;
};
export type StatusReport = { revision: number; hosts: HostRow[]; tenants: TenantRow[] };

/** Ages are milliseconds since the read, on the server's clock; a tenant is as old as its oldest host. */
export function report(fabric: Fabric): StatusReport {
  const ageOf = (live: HostLive | undefined) =>
    live?.observed ? Math.max(0, fabric.now - live.observed.readAt) : null;
  return {
    revision: fabric.intent.revision,
    hosts: fabric.intent.hosts.map((host) => {
      const live = fabric.hosts.get(host.id);
      const status = fabric.statuses.get(statusKey.host(host.id));
      return {
        name: host.name,
        address: host.address,
        state: live?.state ?? 'connecting',
        health: status?.health ?? 'unknown',
        revision: live?.activeRevision ?? null,
        ageMs: ageOf(live),
        drift: [...fabric.drift.values()].filter((item) => item.hostId === host.id).length,
        sentence: live?.reason?.sentence ?? status?.sentence ?? '',
      };
    }),
    tenants: fabric.intent.tenants.map((tenant) => tenantRow(fabric, tenant, ageOf)),
  };
}

function tenantRow(
  fabric: Fabric,
  tenant: Tenant,
  ageOf: (live: HostLive | undefined) => number | null,
): TenantRow {
  const status = fabric.statuses.get(statusKey.tenant(tenant.id));
  const ids = new Set(tenant.networks.flatMap((network) => hostsOfNetwork(tenant, network.id)));
  const lives = [...ids].map((id) => fabric.hosts.get(id));
  const revisions = lives.map((live) => live?.activeRevision ?? null);
  const ages = lives.map(ageOf);
  return {
    name: tenant.name,
    state: status?.health ?? 'unknown',
    revision: revisions.length === 0 || revisions.includes(null) ? null : Math.min(...revisions.map(Number)),
    ageMs: ages.length === 0 || ages.includes(null) ? null : Math.max(...ages.map(Number)),
    hosts: fabric.intent.hosts.filter((host) => ids.has(host.id)).map((host) => host.name),
    drift: [...fabric.drift.values()].filter((item) => item.tenantId === tenant.id).length,
    sentence: status?.sentence ?? '',
  };
}

export async function status(client: Client): Promise<{ data: StatusReport; text: string }> {
  const data = report(await look(client));
  const hosts = table(
    ['HOST', 'STATE', 'HEALTH', 'REVISION', 'AGE', 'DRIFT', 'WHAT'],
    data.hosts.map((h) => [
      h.name,
      h.state,
      h.health,
      String(h.revision ?? '–'),
      age(h.ageMs),
      String(h.drift),
      plain(h.sentence),
    ]),
  );
  const tenants = table(
    ['TENANT', 'STATE', 'REVISION', 'AGE', 'HOSTS', 'DRIFT', 'WHAT'],
    data.tenants.map((t) => [
      t.name,
      t.state,
      String(t.revision ?? '–'),
      age(t.ageMs),
      t.hosts.join(','),
      String(t.drift),
      plain(t.sentence),
    ]),
  );
  return { data, text: `revision ${data.revision}\n\n${hosts}\n\n${tenants}` };
}
