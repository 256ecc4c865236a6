'use client';

import { useMemo } from 'react';
import { useLive } from '@/components/live/live-store';
import { keyOfCounters } from '@/server/live/observed-keys';
import { statusKey } from '@/server/model/status-key';
import { portName } from '@/server/model/vxlan';
import type { HostCard, NetworkRow, TenantLane, Tunnel } from '../../graph/fabric-graph';
import { useLink } from '../../observed-data';
import { vxlanRows } from '../fdb-rows';
import { FdbTable } from '../fdb-table';
import { HistorySection } from '../history-section';
import { linkCommand } from '../link-text';
import { mtuText } from '../mtu-text';
import { Facts, Go, Head, Section } from '../parts';
import { Raw } from '../raw';
import { StatusFacts } from '../status-facts';
import { Traffic } from '../traffic';
import { TunnelList } from '../tunnel-list';
import { useLinkText } from '../use-link-text';

type VxlanSubjectProps = {
  host: HostCard;
  lane: TenantLane;
  row: NetworkRow;
  tunnels: Tunnel[];
  hosts: HostCard[];
};

export function VxlanSubject({ host, lane, row, tunnels, hosts }: VxlanSubjectProps) {
  const { name, ghost } = row.vxlan;
  const link = useLink(host.id, null, name);
  const raw = useLinkText(host.id, null, name);
  const fdb = useLive((state) => state.hosts[host.id]?.observed?.fdb ?? null);
  const rows = useMemo(() => (fdb ? vxlanRows(fdb, name) : []), [fdb, name]);
  const port = useLive((state) => state.intent?.vxlan.port ?? null);
  const key = statusKey.link(host.id, null, name);
  const targets = rows.flatMap((one) => (one.kind === 'flood' ? [one.to] : []));
  const hostAt = useMemo(() => {
    const names = new Map(hosts.map((one) => [one.underlay?.vtep, one.name]));
    return (vtep: string) => names.get(vtep) ?? null;
  }, [hosts]);
  const vxlan = link?.vxlan ?? null;
  return (
    <>
      <Head
        what={`VXLAN interface on ${host.name}`}
        name={name}
        statusKey={key}
        hostId={host.id}
        ghost={ghost}
      />
      <Facts
        rows={[
          ['VNI', vxlan?.vni ?? row.vni],
          [
            'Tenant',
            <Go key="tenant" to={{ kind: 'tenant', tenantId: lane.tenantId }} color={lane.color}>
              {lane.tenant}
            </Go>,
          ],
          lane.rows.length > 1 && ['Network', row.name],
          [
            'Local VTEP',
            localText(
              vxlan?.local ?? (link ? null : (host.underlay?.vtep ?? null)),
              vxlan?.device ?? host.underlay?.device ?? null,
            ),
          ],
          ['Remote VTEPs', link ? vtepsText(targets) : 'once it is applied'],
          ['UDP port', vxlan ? portName(vxlan.port) : port === null ? '–' : portName(port)],
          link && ['MTU', mtuText(link.mtu, host.underlay?.mtu ?? null, host.underlay?.vtep ?? null)],
          [
            'Bridge',
            <span key="bridge">
              <Go to={{ kind: 'bridge', tenantId: lane.tenantId, networkId: row.networkId, hostId: host.id }}>
                {link?.master ?? row.bridge.name}
              </Go>
              {link?.portState && ` · ${link.portState}`}
              {link && !link.master && ' · not in it'}
            </span>,
          ],
          link && ['State', link.up ? 'up' : 'down'],
          vxlan && ['Learning', vxlan.learning ? `on · forgets after ${vxlan.ageing ?? '?'} s` : 'off'],
          link && [
            'MAC',
            <span key="mac" className="font-mono text-xs">
              {link.mac ?? 'none'}
            </span>,
          ],
        ]}
      />
      <Traffic hostId={host.id} link={keyOfCounters(null, name)} />
      <StatusFacts statusKey={key} />
      {tunnels.length > 0 && (
        <Section title="Tunnels" aside={String(tunnels.length)}>
          <TunnelList tunnels={tunnels} from={host.id} hosts={hosts} />
        </Section>
      )}
      {link && (
        <FdbTable
          hostId={host.id}
          device={name}
          tenantId={lane.tenantId}
          rows={rows}
          to="VTEP"
          nameOf={hostAt}
        />
      )}
      {ghost !== 'new' && <HistorySection key={key} statusKey={key} />}
      <Raw
        facts={[
          {
            title: name,
            text: raw,
            commands: [linkCommand(null, name), `bridge fdb show dev ${name}`],
          },
        ]}
      />
    </>
  );
}

const VTEPS_SHOWN = 6;

function vtepsText(targets: readonly string[]): string {
  if (targets.length === 0) return 'none';
  const left = targets.length - VTEPS_SHOWN;
  return targets.slice(0, VTEPS_SHOWN).join(', ') + (left > 0 ? ` and ${left} more, see below` : '');
}

function localText(local: string | null, device: string | null): string {
  const where = device ? ` · ${device}` : '';
  return `${local ?? 'not set: the kernel chooses'}${where}`;
}
