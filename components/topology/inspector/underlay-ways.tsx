'use client';

import { useMemo, useState } from 'react';
import { useLive } from '@/components/live/live-store';
import { Button } from '@/components/ui/button';
import type { Carriage } from '@/server/live/carriage';
import type { HostCard } from '../graph/fabric-graph';
import { type CarriageVerdict, carriageVerdict } from './carriage-text';
import { CarriageWay } from './carriage-way';
import { Facts, Go, Section } from './parts';

const SHOWN = 6;
const ORDER: Record<CarriageVerdict, number> = { lost: 0, lossy: 1, carried: 2 };

/** Whether the underlay carries from this host to the others, the worst first. */
export function UnderlayWays({ host }: { host: HostCard }) {
  const carriage = useLive((state) => state.carriage);
  const hosts = useLive((state) => state.intent?.hosts ?? null);
  const [all, setAll] = useState(false);
  const ways = useMemo(
    () =>
      Object.values(carriage)
        .filter(({ from }) => from === host.id)
        .sort(byBadness),
    [carriage, host.id],
  );
  if (ways.length === 0) return null;
  const nameOf = (id: string) => hosts?.find((one) => one.id === id)?.name ?? id;
  const shown = all ? ways : ways.slice(0, SHOWN);
  return (
    <Section title="Underlay to other hosts" aside={String(ways.length)}>
      <Facts
        rows={shown.map((way) => [
          `${nameOf(way.to)}${way.target.includes(':') ? ' (IPv6)' : ''}`,
          <span key={way.target}>
            <Go to={{ kind: 'host', hostId: way.to }}>{way.target}</Go> <CarriageWay way={way} />
          </span>,
        ])}
      />
      {ways.length > SHOWN && (
        <Button size="sm" look="ghost" className="mt-1 self-start" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${ways.length}`}
        </Button>
      )}
    </Section>
  );
}

function byBadness(a: Carriage, b: Carriage): number {
  return ORDER[carriageVerdict(a)] - ORDER[carriageVerdict(b)] || (b.avgMs ?? 0) - (a.avgMs ?? 0);
}
