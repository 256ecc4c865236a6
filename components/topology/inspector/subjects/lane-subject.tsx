'use client';

import { Notice } from '@/components/ui/notice';
import { keyOfCounters } from '@/server/live/observed-keys';
import { statusKey } from '@/server/model/status-key';
import type { HostCard, NetworkRow, TenantLane, Tunnel } from '../../graph/fabric-graph';
import { GHOST_WORD } from '../../nodes/tone';
import { useDraftedIntent } from '../../topology-data';
import { HistorySection } from '../history-section';
import { Facts, Go, GoRow, Head, Section } from '../parts';
import { StatusFacts } from '../status-facts';
import { Traffic } from '../traffic';
import { TunnelList } from '../tunnel-list';

type LaneSubjectProps = {
  host: HostCard;
  lane: TenantLane;
  row: NetworkRow;
  tunnels: Tunnel[];
  hosts: HostCard[];
};

/** A network's presence on a host. */
export function LaneSubject({ host, lane, row, tunnels, hosts }: LaneSubjectProps) {
  const { tenantId, networkId } = row;
  const network = useDraftedIntent()
    ?.tenants.find((tenant) => tenant.id === tenantId)
    ?.networks.find((one) => one.id === networkId);
  const key = statusKey.presence(networkId, host.id);
  return (
    <>
      <Head
        what={`Network ${row.name} of ${lane.tenant}`}
        name={`${lane.tenant} on ${host.name}`}
        statusKey={key}
        hostId={host.id}
        ghost={row.ghost}
      />
      {row.refusal && <Notice severity="error">The plan leaves it out: {row.refusal}</Notice>}
      <Facts
        rows={[
          ['VNI', row.vni],
          network ? ['Subnets', network.subnets.join(', ')] : null,
          network
            ? ['MTU', network.mtu === null ? 'as large as the underlay carries' : `${network.mtu} bytes`]
            : null,
          [
            'Tenant',
            <Go key="tenant" to={{ kind: 'tenant', tenantId }} color={lane.color}>
              {lane.tenant}
            </Go>,
          ],
          [
            'Host',
            <Go key="host" to={{ kind: 'host', hostId: host.id }}>
              {host.name}
            </Go>,
          ],
        ]}
      />
      <Section title="Endpoints" aside={String(row.ends.length)}>
        <ul>
          {row.ends.map((end) => (
            <GoRow
              key={end.key}
              to={{ kind: 'namespace', tenantId, endpointId: end.endpointId, hostId: host.id }}
              name={end.namespace}
              note={end.ghost === 'none' ? end.addresses.join(', ') : GHOST_WORD[end.ghost]}
              statusKey={statusKey.endpoint(end.endpointId)}
            />
          ))}
        </ul>
      </Section>
      <Section title="Devices">
        <ul>
          <GoRow
            to={{ kind: 'bridge', tenantId, networkId, hostId: host.id }}
            name={row.bridge.name}
            note="bridge"
            statusKey={statusKey.link(host.id, null, row.bridge.name)}
          />
          <GoRow
            to={{ kind: 'vxlan', tenantId, networkId, hostId: host.id }}
            name={row.vxlan.name}
            note="VXLAN"
            statusKey={statusKey.link(host.id, null, row.vxlan.name)}
          />
        </ul>
      </Section>
      <StatusFacts statusKey={key} />
      {tunnels.length > 0 && (
        <Section title="Tunnels" aside={String(tunnels.length)}>
          <TunnelList tunnels={tunnels} from={host.id} hosts={hosts} />
        </Section>
      )}
      <Traffic
        hostId={host.id}
        link={keyOfCounters(null, row.vxlan.name)}
        title="Traffic through the VXLAN interface"
      />
      {row.ghost !== 'new' && <HistorySection key={key} statusKey={key} />}
    </>
  );
}
