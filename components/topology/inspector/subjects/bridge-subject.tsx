'use client';

import { useMemo } from 'react';
import { useLive } from '@/components/live/live-store';
import { keyOfCounters } from '@/server/live/observed-keys';
import { statusKey } from '@/server/model/status-key';
import type { HostCard, NetworkRow, TenantLane } from '../../graph/fabric-graph';
import { useLink } from '../../observed-data';
import { AddressList } from '../address-list';
import { bridgeRows } from '../fdb-rows';
import { FdbTable } from '../fdb-table';
import { HistorySection } from '../history-section';
import { linkCommand } from '../link-text';
import { mtuText } from '../mtu-text';
import { Facts, Go, GoRow, Head, Section } from '../parts';
import { Raw } from '../raw';
import { StatusFacts } from '../status-facts';
import { Traffic } from '../traffic';
import { useLinkText } from '../use-link-text';

export function BridgeSubject({ host, lane, row }: { host: HostCard; lane: TenantLane; row: NetworkRow }) {
  const { name, ghost } = row.bridge;
  const { tenantId, networkId } = row;
  const link = useLink(host.id, null, name);
  const raw = useLinkText(host.id, null, name);
  const observed = useLive((state) => state.hosts[host.id]?.observed ?? null);
  const ports = useMemo(() => observed?.links.filter((one) => one.master === name) ?? [], [observed, name]);
  const own = useMemo(
    () => new Set([...ports, ...(link ? [link] : [])].flatMap((one) => one.mac ?? [])),
    [ports, link],
  );
  const fdb = observed?.fdb ?? null;
  const rows = useMemo(() => (fdb ? bridgeRows(fdb, name, own) : []), [fdb, name, own]);
  const key = statusKey.link(host.id, null, name);
  return (
    <>
      <Head what={`Bridge on ${host.name}`} name={name} statusKey={key} hostId={host.id} ghost={ghost} />
      <Facts
        rows={[
          [
            'Tenant',
            <Go key="tenant" to={{ kind: 'tenant', tenantId }} color={lane.color}>
              {lane.tenant}
            </Go>,
          ],
          ['Network', `${row.name} · VNI ${row.vni}`],
          link && ['State', link.up ? (link.carrier ? 'up' : 'up, no port is') : 'down'],
          link && ['MTU', mtuText(link.mtu, host.underlay?.mtu ?? null, host.underlay?.vtep ?? null)],
          link && [
            'MAC',
            <span key="mac" className="font-mono text-xs">
              {link.mac ?? 'none'}
            </span>,
          ],
          link && ['ARP', link.noArp ? 'off: the tenant cannot reach the host by it' : 'on'],
          link && ['Addresses', <AddressList key="addresses" addresses={link.addresses} wanted={null} />],
        ]}
      />
      <Section title="Ports" aside={String(link ? ports.length : row.ends.length + 1)}>
        <ul>
          <GoRow
            to={{ kind: 'vxlan', tenantId, networkId, hostId: host.id }}
            name={row.vxlan.name}
            note={ports.find((port) => port.name === row.vxlan.name)?.portState ?? undefined}
            statusKey={statusKey.link(host.id, null, row.vxlan.name)}
          />
          {row.ends.map((end) => (
            <GoRow
              key={end.key}
              to={{ kind: 'veth', tenantId, networkId, endpointId: end.endpointId, hostId: host.id }}
              name={end.veth.hostEnd}
              note={ports.find((port) => port.name === end.veth.hostEnd)?.portState ?? undefined}
              statusKey={statusKey.link(host.id, null, end.veth.hostEnd)}
            />
          ))}
          {ports
            .filter(
              (port) =>
                port.name !== row.vxlan.name && !row.ends.some((end) => end.veth.hostEnd === port.name),
            )
            .map((port) => (
              <GoRow
                key={port.name}
                to={{ kind: 'foreign', hostId: host.id, name: port.name }}
                name={port.name}
                note="not ours"
                statusKey={null}
              />
            ))}
        </ul>
      </Section>
      <Traffic hostId={host.id} link={keyOfCounters(null, name)} />
      <StatusFacts statusKey={key} />
      {link && <FdbTable hostId={host.id} device={name} tenantId={tenantId} rows={rows} to="Port" />}
      {ghost !== 'new' && <HistorySection key={key} statusKey={key} />}
      <Raw
        facts={[
          {
            title: name,
            text: raw,
            commands: [linkCommand(null, name), `bridge link show`, `bridge fdb show br ${name}`],
          },
        ]}
      />
    </>
  );
}
