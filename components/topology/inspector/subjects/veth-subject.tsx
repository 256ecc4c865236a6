'use client';

import { useMemo } from 'react';
import { keyOfCounters } from '@/server/live/observed-keys';
import { statusKey } from '@/server/model/status-key';
import type { ObservedLink } from '@/server/observe/observed';
import type { EndpointBox, HostCard, NetworkRow, TenantLane } from '../../graph/fabric-graph';
import { useLink, useNamespace } from '../../observed-data';
import { AddressList } from '../address-list';
import { HistorySection } from '../history-section';
import { linkCommand } from '../link-text';
import { mtuText } from '../mtu-text';
import { NeighbourTable } from '../neighbour-table';
import { type Fact, Facts, Go, Head, Section } from '../parts';
import { Raw } from '../raw';
import { RouteTable } from '../route-table';
import { StatusFacts } from '../status-facts';
import { Traffic } from '../traffic';
import { useLinkText } from '../use-link-text';

type VethSubjectProps = { host: HostCard; lane: TenantLane; row: NetworkRow; end: EndpointBox };

/** The pair as one thing: both ends, and what each of them is. */
export function VethSubject({ host, lane, row, end }: VethSubjectProps) {
  const { hostEnd, namespaceEnd } = end.veth;
  const outside = useLink(host.id, null, hostEnd);
  const rawOutside = useLinkText(host.id, null, hostEnd);
  const inside = useLink(host.id, end.namespace, namespaceEnd);
  const rawInside = useLinkText(host.id, end.namespace, namespaceEnd);
  const outsideKey = statusKey.link(host.id, null, hostEnd);
  const insideKey = statusKey.link(host.id, end.namespace, namespaceEnd);
  const { tenantId, networkId } = row;
  const namespace = useNamespace(host.id, end.namespace);
  const neighbours = useMemo(
    () => namespace?.neighbours.filter((one) => one.device === namespaceEnd) ?? [],
    [namespace, namespaceEnd],
  );
  return (
    <>
      <Head
        what={`veth pair on ${host.name}`}
        name={`${namespaceEnd} – ${hostEnd}`}
        statusKey={outsideKey}
        hostId={host.id}
        ghost={end.ghost}
      />
      <Facts
        rows={[
          [
            'Tenant',
            <Go key="tenant" to={{ kind: 'tenant', tenantId }} color={lane.color}>
              {lane.tenant}
            </Go>,
          ],
          ['Network', `${row.name} · VNI ${row.vni}`],
        ]}
      />
      <Section title="In the namespace">
        <Facts
          rows={[
            ['Name', namespaceEnd],
            [
              'Namespace',
              <Go
                key="namespace"
                to={{ kind: 'namespace', tenantId, endpointId: end.endpointId, hostId: host.id }}
              >
                {end.namespace}
              </Go>,
            ],
            [
              'Addresses',
              inside ? (
                <AddressList key="addresses" addresses={inside.addresses} wanted={end.addresses} />
              ) : (
                end.addresses.join(', ') || 'none'
              ),
            ],
            ...linkRows(inside, host),
          ]}
        />
      </Section>
      <StatusFacts statusKey={insideKey} />
      <Section title="On the host">
        <Facts
          rows={[
            ['Name', hostEnd],
            [
              'Bridge',
              <span key="bridge">
                <Go to={{ kind: 'bridge', tenantId, networkId, hostId: host.id }}>
                  {outside?.master ?? row.bridge.name}
                </Go>
                {outside?.portState && ` · ${outside.portState}`}
                {outside && !outside.master && ' · not in it'}
              </span>,
            ],
            ...linkRows(outside, host),
          ]}
        />
      </Section>
      <StatusFacts statusKey={outsideKey} />
      <Traffic
        hostId={host.id}
        link={keyOfCounters(end.namespace, namespaceEnd)}
        note="Seen from the namespace."
      />
      {namespace && namespace.unreadable === null && (
        <>
          <NeighbourTable neighbours={neighbours} tenantId={tenantId} where={`behind ${namespaceEnd}`} />
          <RouteTable
            routes={namespace.routes.filter((route) => route.device === namespaceEnd)}
            where={`by ${namespaceEnd}`}
          />
        </>
      )}
      {end.ghost !== 'new' && <HistorySection key={outsideKey} statusKey={outsideKey} />}
      <Raw
        facts={[
          {
            title: namespaceEnd,
            text: rawInside,
            commands: [linkCommand(end.namespace, namespaceEnd)],
          },
          { title: hostEnd, text: rawOutside, commands: [linkCommand(null, hostEnd)] },
        ]}
      />
    </>
  );
}

function linkRows(link: ObservedLink | null, host: HostCard): (Fact | null)[] {
  if (!link) return [];
  return [
    ['State', link.up ? (link.carrier ? 'up' : 'up, no carrier: the other end is down') : 'down'],
    ['MTU', mtuText(link.mtu, host.underlay?.mtu ?? null, host.underlay?.vtep ?? null)],
    [
      'MAC',
      <span key="mac" className="font-mono text-xs">
        {link.mac ?? 'none'}
      </span>,
    ],
  ];
}
