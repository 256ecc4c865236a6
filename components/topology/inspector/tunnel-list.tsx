'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { HostCard, Tunnel } from '../graph/fabric-graph';
import { byBadness } from '../graph/mark';
import { GHOST_WORD } from '../nodes/tone';
import { GoRow } from './parts';

const SHOWN = 8;

/** Tunnels as rows, the worst first. `from`: seen from this host, so that only the other end is named. */
export function TunnelList({
  tunnels,
  from,
  hosts,
}: {
  tunnels: Tunnel[];
  from: string | null;
  hosts: HostCard[];
}) {
  const [all, setAll] = useState(false);
  const nameOf = (id: string) => hosts.find((host) => host.id === id)?.name ?? '?';
  const sorted = tunnels.toSorted((a, b) => byBadness(a.mark, b.mark));
  const shown = all ? sorted : sorted.slice(0, SHOWN);
  return (
    <>
      <ul>
        {shown.map((tunnel) => (
          <GoRow
            key={tunnel.key}
            to={{
              kind: 'tunnel',
              tenantId: tunnel.tenantId,
              networkId: tunnel.networkId,
              a: tunnel.a,
              b: tunnel.b,
            }}
            name={
              from === null
                ? [nameOf(tunnel.a), nameOf(tunnel.b)].sort().join(' – ')
                : `to ${nameOf(tunnel.a === from ? tunnel.b : tunnel.a)}`
            }
            note={tunnel.ghost === 'none' ? undefined : GHOST_WORD[tunnel.ghost]}
            statusKey={tunnel.ghost === 'new' ? null : tunnel.key}
          />
        ))}
      </ul>
      {tunnels.length > SHOWN && (
        <Button size="sm" look="ghost" className="mt-1 self-start" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${tunnels.length}`}
        </Button>
      )}
    </>
  );
}
