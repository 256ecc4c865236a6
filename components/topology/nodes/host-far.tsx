'use client';

import { Server } from 'lucide-react';
import { classNames } from '@/components/ui/class-names';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import type { HostCard } from '../graph/fabric-graph';
import type { PlacedHost } from '../graph/layout';
import { counted } from '../graph/rollup';
import type { Mode } from '../graph/to-react-flow';
import { HostStateWord } from './host-state-word';
import { tenantTone } from './tone';

/** More lanes than this say less than their number does. */
const BARS_SHOWN = 16;

/** A host from far away: its name, its state and how much is on it, in letters that can still be read. */
export function HostFar({ card, placed, mode }: { card: HostCard; placed: PlacedHost; mode: Mode }) {
  const endpoints = card.lanes.reduce(
    (sum, lane) => sum + lane.rows.reduce((all, row) => all + row.ends.length, 0),
    0,
  );
  const room = placed.height - 172 - (card.lanes.length > 0 ? 0 : 0);
  return (
    <div className={classNames('host-grip flex size-full flex-col p-5', mode === 'edit' && 'cursor-grab')}>
      <div className="flex items-center gap-3">
        <Server aria-hidden className="size-9 shrink-0 text-ink" />
        <h2 className="min-w-0 truncate font-semibold text-[40px] text-ink leading-[48px]">{card.name}</h2>
      </div>
      <HostStateWord card={card} className="mt-1 text-[30px] leading-[38px]" />
      <p className="mt-1 text-[28px] text-muted leading-[36px] tabular">
        {counted(card.lanes.length, 'tenant')} · {counted(endpoints, 'endpoint')}
      </p>
      {room > 40 && (
        <ul
          className="mt-3 grid min-h-0 flex-1 gap-2"
          style={{ gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', gridAutoRows: 'minmax(0, 64px)' }}
        >
          {card.lanes.slice(0, BARS_SHOWN).map((lane) => {
            const { Icon } = HEALTH_LOOK[lane.mark.health];
            const well = lane.mark.health === 'healthy' && !lane.mark.stale;
            return (
              <li
                key={lane.key}
                className="flex min-w-0 items-center gap-2 overflow-hidden rounded-lg bg-(--tone-soft) px-3 font-semibold text-(--tone) text-[24px]"
                style={tenantTone(lane.color, lane.mark.stale)}
              >
                <span className="min-w-0 flex-1 truncate">{lane.tenant}</span>
                {!well && (
                  <Icon
                    role="img"
                    aria-label={lane.mark.health}
                    className="size-7 shrink-0"
                    style={{ color: HEALTH_LOOK[lane.mark.health].color }}
                  />
                )}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
