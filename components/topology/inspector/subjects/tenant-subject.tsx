'use client';

import { statusKey } from '@/server/model/status-key';
import { counted } from '../../graph/counted';
import type { FabricGraph, TenantEntry } from '../../graph/fabric-graph';
import { GHOST_WORD } from '../../nodes/tone';
import { useDraftedIntent } from '../../topology-data';
import { HistorySection } from '../history-section';
import { Facts, GoRow, Head, Section } from '../parts';
import { StatusFacts } from '../status-facts';
import { TunnelList } from '../tunnel-list';

export function TenantSubject({ tenant, fabric }: { tenant: TenantEntry; fabric: FabricGraph }) {
  const drafted = useDraftedIntent()?.tenants.find((one) => one.id === tenant.id);
  const lanes = fabric.hosts.flatMap((host) => host.lanes.filter((lane) => lane.tenantId === tenant.id));
  const tunnels = fabric.tunnels.filter((tunnel) => tunnel.tenantId === tenant.id);
  const count = fabric.meshes
    .filter((mesh) => mesh.tenantId === tenant.id)
    .reduce((sum, mesh) => sum + mesh.count, 0);
  const key = statusKey.tenant(tenant.id);
  return (
    <>
      <Head what="Tenant" name={tenant.name} statusKey={key} hostId={null} ghost={tenant.ghost} />
      <Facts
        rows={[
          ['Prefix', tenant.prefix],
          ['On', counted(tenant.hosts.length, 'host')],
          ['Endpoints', drafted?.endpoints.length ?? 0],
        ]}
      />
      {drafted && (
        <Section title="Networks" aside={String(drafted.networks.length)}>
          <ul className="flex flex-col gap-1.5 text-sm">
            {drafted.networks.map((network) => (
              <li key={network.id} className="flex items-baseline justify-between gap-3">
                <span className="min-w-0 truncate text-ink">{network.name}</span>
                <span className="shrink-0 text-muted text-xs tabular">
                  VNI {network.vni} · {network.subnets.join(', ')}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <StatusFacts statusKey={key} />
      <Section title="Hosts" aside={String(lanes.length)}>
        {lanes.length === 0 ? (
          <p className="text-muted text-sm">It is on no host yet: drag it onto one.</p>
        ) : (
          <ul>
            {lanes.flatMap((lane) =>
              lane.rows.map((row) => (
                <GoRow
                  key={row.key}
                  to={{ kind: 'lane', tenantId: tenant.id, networkId: row.networkId, hostId: lane.hostId }}
                  name={lane.rows.length > 1 ? `${lane.hostName} · ${row.name}` : lane.hostName}
                  note={
                    row.ghost === 'none' ? row.ends.flatMap((end) => end.addresses)[0] : GHOST_WORD[row.ghost]
                  }
                  statusKey={row.ghost === 'new' ? null : statusKey.presence(row.networkId, lane.hostId)}
                />
              )),
            )}
          </ul>
        )}
      </Section>
      {count > 0 && (
        <Section title="Tunnels" aside={String(count)}>
          {tunnels.length < count && (
            <p className="mb-1 text-muted text-xs">
              {tunnels.length === 0 ? 'None is failed or degraded.' : 'Those that are failed or degraded:'}
            </p>
          )}
          <TunnelList tunnels={tunnels} from={null} hosts={fabric.hosts} />
        </Section>
      )}
      {tenant.ghost !== 'new' && <HistorySection key={key} statusKey={key} />}
    </>
  );
}
