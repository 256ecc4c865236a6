'use client';

import { Server } from 'lucide-react';
import { classNames } from '@/components/ui/class-names';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import { counted } from '../graph/counted';
import type { HostCard, TenantLane } from '../graph/fabric-graph';
import type { PlacedHost } from '../graph/placement';
import type { Mode } from '../graph/to-react-flow';
import { DriftMark } from './drift-mark';
import { HostStateWord } from './host-state-word';
import { dashed, GHOST_WORD, tenantTone } from './tone';

/** More lanes than this say less than their number does. */
const BARS_SHOWN = 14;

type HostFarProps = { card: HostCard; placed: PlacedHost; mode: Mode; sought: ReadonlySet<string> | null };

/** A host from far away: its name, its state and how much is on it, in letters that can still be read. */
export function HostFar({ card, placed, mode, sought }: HostFarProps) {
  const endpoints = card.lanes.reduce(
    (sum, lane) => sum + lane.rows.reduce((all, row) => all + row.ends.length, 0),
    0,
  );
  const lanes = card.lanes.slice(0, BARS_SHOWN);
  return (
    <div className={classNames('host-grip flex size-full flex-col p-5', mode === 'edit' && 'cursor-grab')}>
      <div className="flex items-center gap-3">
        <Server aria-hidden className="size-10 shrink-0 text-ink" />
        <h2 className="min-w-0 flex-1 truncate font-semibold text-[46px] text-ink leading-[52px]">
          {card.name}
        </h2>
      </div>
      <HostStateWord card={card} className="mt-1 self-start text-[34px] leading-[42px]" />
      {placed.height > ROOM_FOR_COUNTS && (
        <p className="mt-1 truncate text-[26px] text-muted leading-[36px] tabular">
          {counted(card.lanes.length, 'tenant')} · {counted(endpoints, 'endpoint')}
        </p>
      )}
      {placed.height > ROOM_FOR_BARS && (
        <ul className="mt-4 flex min-h-0 flex-1 flex-col gap-2.5">
          {lanes.map((lane) => (
            <FarLane key={lane.key} lane={lane} faded={sought !== null && !sought.has(lane.key)} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Heights of a card, in pixels, from which there is room for more than name and state. */
const ROOM_FOR_COUNTS = 190;
const ROOM_FOR_BARS = 320;

function FarLane({ lane, faded }: { lane: TenantLane; faded: boolean }) {
  const { Icon, color } = HEALTH_LOOK[lane.mark.health];
  const well = lane.mark.health === 'healthy' && !lane.mark.stale;
  return (
    <li
      className={classNames(
        'flex max-h-24 min-h-0 min-w-0 flex-1 items-center gap-3 overflow-hidden rounded-xl border-2 bg-(--tone-soft) px-4 font-semibold text-(--tone) text-[34px]',
        faded && 'opacity-30',
        dashed(lane.ghost) ? 'border-(--tone) border-dashed' : 'border-transparent',
      )}
      style={tenantTone(lane.color, lane.mark.stale)}
    >
      <span className="min-w-0 flex-1 truncate leading-[44px]">{lane.tenant}</span>
      {lane.ghost !== 'none' && (
        <span className="shrink-0 font-medium text-[26px]">{GHOST_WORD[lane.ghost]}</span>
      )}
      {lane.drift.length > 0 && <DriftMark spots={lane.drift} className="text-[26px]" />}
      {!well && lane.ghost === 'none' && (
        <Icon role="img" aria-label={lane.mark.health} className="size-9 shrink-0" style={{ color }} />
      )}
    </li>
  );
}
