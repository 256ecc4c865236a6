'use client';

import { VirtualCell, type VirtualColumn, VirtualTable } from '@/components/ui/virtual-table';
import type { ObservedRoute } from '@/server/observe/observed';
import { byText } from './fdb-rows';
import { Section } from './parts';

const keyOf = ({ table, type, to, device, via }: ObservedRoute) =>
  `${table} ${type ?? ''} ${to} ${device} ${via}`;
const textOf = (route: ObservedRoute) => keyOf(route).toLowerCase();
const COLUMNS: VirtualColumn<ObservedRoute>[] = [
  { id: 'to', title: 'To', compare: (a, b) => byText(a.to, b.to) },
  { id: 'via', title: 'Via', compare: (a, b) => byText(a.via ?? '', b.via ?? '') },
  { id: 'device', title: 'Device', compare: (a, b) => byText(a.device ?? '', b.device ?? '') },
];

/** Routes in the words of `ip route`. The kernel's own table of local addresses is left out. */
export function RouteTable({ routes, where }: { routes: readonly ObservedRoute[]; where: string }) {
  const shown = routes.filter(({ table }) => table !== 'local');
  return (
    <Section title="Routes" aside={shown.length > 0 ? String(shown.length) : undefined}>
      {shown.length === 0 ? (
        <p className="text-muted text-sm">None: nothing beyond its own addresses can be reached.</p>
      ) : (
        <VirtualTable
          label={`Routes ${where}`}
          testId="routes"
          rows={shown}
          keyOf={keyOf}
          columns={COLUMNS}
          textOf={textOf}
          rowHeight={28}
          mostHeight={224}
          render={({ to, via, device, table, type }) => (
            <div className="flex h-full items-center gap-1.5 whitespace-nowrap font-mono text-ink">
              <VirtualCell>
                {type && <span className="text-muted">{type} </span>}
                {to}
              </VirtualCell>
              <VirtualCell>{via && <span className="text-muted">via {via}</span>}</VirtualCell>
              <VirtualCell className="text-muted">
                {device && `dev ${device}`}
                {table !== 'main' && ` table ${table}`}
              </VirtualCell>
            </div>
          )}
        />
      )}
    </Section>
  );
}
