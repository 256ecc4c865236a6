'use client';

import type { CSSProperties } from 'react';
import { TONE_TEXT } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import { counted } from '../graph/counted';
import type { HostCard, TenantLane } from '../graph/fabric-graph';
import type { PlacedHost } from '../graph/placement';
import type { Mode } from '../graph/to-react-flow';
import { hostLook } from './host-state-word';
import { HEALTH_COLOR } from './tone';

type HostMapProps = { card: HostCard; placed: PlacedHost; mode: Mode; sought: ReadonlySet<string> | null };

const [INSET, TOP, GAP] = [22, 170, 12];

/** A host among hundreds: its name as large as fits, its state, and a stripe for each tenant. Few elements. */
export function HostMap({ card, placed, mode, sought }: HostMapProps) {
  const { tone, Icon, word } = hostLook(card);
  const sick = card.lanes.filter(({ mark }) => mark.health === 'failed' || mark.health === 'degraded');
  const size = nameSize(card.name, placed.width - 2 * INSET);
  const room = placed.height - TOP - INSET;
  return (
    <div
      className={classNames('host-grip relative size-full overflow-hidden', mode === 'edit' && 'cursor-grab')}
      title={`${card.name}, ${word}: ${counted(card.lanes.length, 'tenant')}${sick.length > 0 ? `, ${sick.length} not well` : ''}`}
    >
      <h2
        className="absolute truncate font-semibold text-ink"
        style={{ left: INSET, right: INSET, top: 14, fontSize: size, lineHeight: '92px' }}
      >
        {card.name}
      </h2>
      <p
        className={classNames('absolute flex items-center gap-2 font-medium', TONE_TEXT[tone])}
        style={{ left: INSET, right: INSET, top: 104, fontSize: 44, lineHeight: '56px' }}
      >
        <Icon aria-hidden className="size-[1em] shrink-0" strokeWidth={2.5} />
        <span className="truncate">{sick.length > 0 ? `${sick.length} not well` : word}</span>
      </p>
      {card.lanes.length > 0 && room > 40 && (
        <div className="absolute rounded-lg" style={stripes(card.lanes, sought, room)} />
      )}
      {sick.length > 0 && room > 200 && <Worst lanes={sick} room={room} />}
    </div>
  );
}

/** So large that a name of usual width (0.66 of its size for each letter) fills the card. */
function nameSize(name: string, width: number): number {
  return Math.max(44, Math.min(88, width / (0.66 * name.length)));
}

function stripes(
  lanes: readonly TenantLane[],
  sought: ReadonlySet<string> | null,
  room: number,
): CSSProperties {
  const step = Math.min(108, room / lanes.length);
  // One gradient with hard stops: as many images as stripes took the painter twice as long.
  const stops = lanes.map((lane, i) => {
    const [from, to, next] = [i * step, (i + 1) * step - GAP, (i + 1) * step].map(Math.round);
    return `${colorOf(lane, sought)} ${from}px ${to}px,transparent ${to}px ${next}px`;
  });
  const background = `linear-gradient(${stops.join(',')},transparent 0)`;
  return { left: INSET, right: INSET, top: TOP, height: room, background };
}

function colorOf(lane: TenantLane, sought: ReadonlySet<string> | null): string {
  if (sought && !sought.has(lane.key)) return 'var(--sunken)';
  if (lane.ghost === 'removed') return 'var(--failed-soft)';
  if (lane.mark.health === 'failed' || lane.mark.health === 'degraded') return HEALTH_COLOR[lane.mark.health];
  if (lane.mark.stale || lane.mark.health === 'unknown') return 'var(--unknown-soft)';
  return `color-mix(in oklab, var(--tenant-${lane.color}) 42%, var(--tenant-${lane.color}-soft))`;
}

/** Health is never colour alone. */
function Worst({ lanes, room }: { lanes: readonly TenantLane[]; room: number }) {
  const worst = lanes.find(({ mark }) => mark.health === 'failed') ?? lanes[0];
  if (!worst) return null;
  const { Icon } = HEALTH_LOOK[worst.mark.health];
  const size = Math.min(240, room * 0.4);
  return (
    <Icon
      role="img"
      aria-label={worst.mark.health}
      className="absolute rounded-full bg-surface p-4"
      strokeWidth={2.25}
      style={{
        width: size,
        height: size,
        left: `calc(50% - ${size / 2}px)`,
        top: TOP + room / 2 - size / 2,
        color: HEALTH_COLOR[worst.mark.health],
      }}
    />
  );
}
