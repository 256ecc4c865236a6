'use client';

import { Cell, HeadCell, Table } from '@/components/ui/table';
import { Tooltip } from '@/components/ui/tooltip';
import type { FoundTenant } from '@/server/api/types';
import type { Host } from '@/server/model/intent';

/** Each endpoint as the picture on the whiteboard has it: namespace, pair, bridge, tunnel. */
export function SeatTable({ found, hosts }: { found: FoundTenant; hosts: readonly Host[] }) {
  const { tenant, seats, presences } = found;
  const nameOf = (id: string) => hosts.find((host) => host.id === id)?.name ?? '?';
  return (
    <Table label={`Endpoints of ${tenant.name} as found`}>
      <thead>
        <tr>
          <HeadCell>Host</HeadCell>
          <HeadCell>Namespace</HeadCell>
          <HeadCell>Addresses</HeadCell>
          <HeadCell>Pair, bridge and tunnel</HeadCell>
          <HeadCell>MAC</HeadCell>
          <HeadCell className="text-right">MTU</HeadCell>
        </tr>
      </thead>
      <tbody className="[&_tr:last-child_td]:border-b-0">
        {seats.map((seat) => {
          const presence = presences.find(
            ({ hostId, networkId }) => hostId === seat.hostId && networkId === seat.networkId,
          );
          const tight = presence !== undefined && seat.mtu > presence.mtu;
          return (
            <tr key={`${seat.endpointId} ${seat.namespaceEnd}`}>
              <Cell className="whitespace-nowrap font-semibold">{nameOf(seat.hostId)}</Cell>
              <Cell className="whitespace-nowrap font-mono text-xs">{seat.namespace}</Cell>
              <Cell className="font-mono text-xs">
                {seat.addresses.length === 0 ? (
                  <span className="text-faint">none</span>
                ) : (
                  seat.addresses.map((text) => (
                    <p key={text} className="whitespace-nowrap">
                      {text}
                    </p>
                  ))
                )}
              </Cell>
              <Cell className="whitespace-nowrap font-mono text-muted text-xs">
                <Chain end={seat.namespaceEnd} rest={[seat.hostEnd, presence?.bridge, presence?.vxlan]} />
              </Cell>
              <Cell className="whitespace-nowrap font-mono text-muted text-xs">{seat.mac ?? 'none'}</Cell>
              <Cell className="whitespace-nowrap text-right text-xs tabular">
                {tight ? (
                  <Tooltip
                    content={`The tunnel carries ${presence.mtu} bytes: full packets are lost, while a small ping passes`}
                  >
                    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip must be reachable by keyboard */}
                    <span tabIndex={0} className="font-medium text-degraded">
                      {seat.mtu} <span className="font-normal">in {presence.mtu}</span>
                    </span>
                  </Tooltip>
                ) : (
                  <span className="text-muted">{seat.mtu}</span>
                )}
              </Cell>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}

function Chain({ end, rest }: { end: string; rest: readonly (string | undefined)[] }) {
  return (
    <>
      {end}
      <span aria-hidden className="mx-1.5 text-faint">
        ⇄
      </span>
      {rest.filter((name) => name !== undefined).join(' — ')}
    </>
  );
}
