'use client';

import { keyOfCounters } from '@/server/live/observed-keys';
import { statusKey } from '@/server/model/status-key';
import type { EndpointBox, HostCard, NetworkRow, TenantLane } from '../../graph/fabric-graph';
import { useNamespace } from '../../observed-data';
import { AddressList } from '../address-list';
import { HistorySection } from '../history-section';
import { linkCommand, linkText } from '../link-text';
import { mtuText } from '../mtu-text';
import { NeighbourTable } from '../neighbour-table';
import { Facts, Go, GoRow, Head, Section } from '../parts';
import { Raw } from '../raw';
import { RouteTable } from '../route-table';
import { StatusFacts } from '../status-facts';
import { Traffic } from '../traffic';

type Membership = { row: NetworkRow; end: EndpointBox };

export function EndpointSubject({
  host,
  lane,
  memberships,
}: {
  host: HostCard;
  lane: TenantLane;
  memberships: Membership[];
}) {
  const [first] = memberships;
  const namespace = useNamespace(host.id, first?.end.namespace ?? '');
  if (!first) return null;
  const { end } = first;
  const key = statusKey.endpoint(end.endpointId);
  return (
    <>
      <Head
        what={`Endpoint on ${host.name} · namespace`}
        name={end.namespace}
        statusKey={key}
        hostId={host.id}
        ghost={end.ghost}
      />
      <Facts
        rows={[
          [
            'Tenant',
            <Go key="tenant" to={{ kind: 'tenant', tenantId: lane.tenantId }} color={lane.color}>
              {lane.tenant}
            </Go>,
          ],
          end.name !== null && ['Name', end.name],
          [
            'Host',
            <Go key="host" to={{ kind: 'host', hostId: host.id }}>
              {host.name}
            </Go>,
          ],
          namespace && [
            'Forwarding',
            namespace.forwarding.ipv4 || namespace.forwarding.ipv6
              ? 'on: it would route between networks'
              : 'off',
          ],
          namespace?.unreadable ? ['Not entered', namespace.unreadable] : null,
        ]}
      />
      {memberships.map(({ row, end: wire }) => {
        const link = namespace?.links.find((one) => one.name === wire.veth.namespaceEnd) ?? null;
        return (
          <Section key={wire.key} title={`${row.name} · VNI ${row.vni}`}>
            <Facts
              rows={[
                [
                  'Addresses',
                  link ? (
                    <AddressList key="addresses" addresses={link.addresses} wanted={wire.addresses} />
                  ) : (
                    wire.addresses.join(', ') || 'none'
                  ),
                ],
                [
                  'Interface',
                  <Go
                    key="veth"
                    to={{
                      kind: 'veth',
                      tenantId: row.tenantId,
                      networkId: row.networkId,
                      endpointId: wire.endpointId,
                      hostId: host.id,
                    }}
                  >
                    {wire.veth.namespaceEnd}
                  </Go>,
                ],
                [
                  'MAC',
                  <span key="mac" className="font-mono text-xs">
                    {link?.mac ?? wire.mac ?? 'as found'}
                  </span>,
                ],
                link && ['MTU', mtuText(link.mtu, host.underlay?.mtu ?? null, host.underlay?.vtep ?? null)],
                link && ['State', link.up ? (link.carrier ? 'up' : 'up, no carrier') : 'down'],
              ]}
            />
          </Section>
        );
      })}
      <StatusFacts statusKey={key} />
      {memberships.map(({ row, end: wire }) => (
        <Traffic
          key={wire.key}
          hostId={host.id}
          link={keyOfCounters(wire.namespace, wire.veth.namespaceEnd)}
          title={memberships.length > 1 ? `Traffic in ${row.name}` : 'Traffic'}
        />
      ))}
      <Section title="On the way out">
        <ul>
          {memberships.map(({ row, end: wire }) => (
            <GoRow
              key={wire.key}
              to={{ kind: 'bridge', tenantId: row.tenantId, networkId: row.networkId, hostId: host.id }}
              name={row.bridge.name}
              note="bridge"
              statusKey={statusKey.link(host.id, null, row.bridge.name)}
            />
          ))}
        </ul>
      </Section>
      {namespace && namespace.unreadable === null && (
        <>
          <NeighbourTable
            neighbours={namespace.neighbours}
            tenantId={lane.tenantId}
            where={`in ${namespace.name}`}
          />
          <RouteTable routes={namespace.routes} where={`in ${namespace.name}`} />
        </>
      )}
      {end.ghost !== 'new' && <HistorySection key={key} statusKey={key} />}
      <Raw
        facts={[
          {
            title: end.namespace,
            text: namespace?.links.map((link) => linkText(link)).join('\n') ?? null,
            commands: [
              `ip -n ${end.namespace} address`,
              `ip -n ${end.namespace} route`,
              `ip -n ${end.namespace} neighbour`,
              ...memberships.map(({ end: wire }) => linkCommand(wire.namespace, wire.veth.namespaceEnd)),
            ],
          },
        ]}
      />
    </>
  );
}
