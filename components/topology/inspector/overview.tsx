'use client';

import { CircleCheck } from 'lucide-react';
import { statusKey } from '@/server/model/status-key';
import { counted } from '../graph/counted';
import type { FabricGraph } from '../graph/fabric-graph';
import { tunnelCount } from '../graph/line';
import { byBadness } from '../graph/mark';
import type { Mode } from '../graph/to-react-flow';
import { Facts, GoRow, Section } from './parts';

const SHOWN = 12;

/** What stands here while nothing is selected: how the fabric is, and what of it needs somebody. */
export function Overview({ fabric, mode }: { fabric: FabricGraph; mode: Mode }) {
  const ready = fabric.hosts.filter((host) => host.state === 'ready').length;
  const waiting = fabric.hosts.filter((host) => host.state !== 'ready' && host.ghost !== 'new');
  const sick = fabric.hosts
    .flatMap((host) => host.lanes)
    .flatMap((lane) => lane.rows.map((row) => ({ lane, row })))
    .filter(({ row }) => row.ghost !== 'new' && row.mark.health !== 'healthy')
    .toSorted((a, b) => byBadness(a.row.mark, b.row.mark));
  const broken = fabric.tunnels
    .filter(({ ghost, mark }) => ghost !== 'new' && (mark.health === 'failed' || mark.health === 'degraded'))
    .toSorted((a, b) => byBadness(a.mark, b.mark));
  const attention = waiting.length + sick.length + broken.length;
  const nameOf = (id: string) => fabric.hosts.find((host) => host.id === id)?.name ?? '?';
  return (
    <>
      <header>
        <p className="text-muted text-xs">Nothing is selected</p>
        <h2 className="font-semibold text-ink text-lg">Fabric</h2>
      </header>
      <Facts
        rows={[
          ['Hosts', `${ready} of ${fabric.hosts.length} ready`],
          ['Tenants', fabric.tenants.length],
          ['Tunnels', tunnelCount(fabric)],
        ]}
      />
      {attention === 0 ? (
        <p className="flex items-center gap-2 text-muted text-sm">
          <CircleCheck aria-hidden className="size-4 text-healthy" />
          Nothing needs attention.
        </p>
      ) : (
        <Section title="Needs attention" aside={counted(attention, 'thing')}>
          <ul>
            {waiting.slice(0, SHOWN).map((host) => (
              <GoRow
                key={host.id}
                to={{ kind: 'host', hostId: host.id }}
                name={host.name}
                note={host.state ?? 'not known yet'}
                statusKey={null}
              />
            ))}
            {sick.slice(0, SHOWN).map(({ lane, row }) => (
              <GoRow
                key={row.key}
                to={{ kind: 'lane', tenantId: row.tenantId, networkId: row.networkId, hostId: row.hostId }}
                name={`${lane.tenant} on ${lane.hostName}`}
                statusKey={statusKey.presence(row.networkId, row.hostId)}
                color={row.color}
              />
            ))}
            {broken.slice(0, SHOWN).map(({ key, tenantId, networkId, a, b, tenant, color }) => (
              <GoRow
                key={key}
                to={{ kind: 'tunnel', tenantId, networkId, a, b }}
                name={`${tenant}: ${[nameOf(a), nameOf(b)].sort().join(' – ')}`}
                statusKey={key}
                color={color}
              />
            ))}
          </ul>
        </Section>
      )}
      <p className="text-muted text-xs">
        Select a host, a tenant, a device or a tunnel to see what it is.
        {mode === 'edit' && ' Right-click, or ⋯, for what can be done with it.'}
      </p>
    </>
  );
}
