'use client';

import { CircleX } from 'lucide-react';
import { memo } from 'react';
import { classNames } from '@/components/ui/class-names';
import { HealthMark } from '@/components/ui/health-badge';
import { useDraggable } from '../drag/use-draggable';
import type { TenantLane } from '../graph/fabric-graph';
import type { Level } from '../graph/level';
import * as m from '../graph/metrics';
import type { Facing, PlacedLane } from '../graph/placement';
import type { Mode } from '../graph/to-react-flow';
import { isSelected, type Selection, useSelection } from '../selection-store';
import { DriftMark } from './drift-mark';
import { laneSelection } from './lane-selection';
import { MenuButton, openMenuHere } from './menu-button';
import { addressesText, NetworkRowView } from './network-row';
import { dashed, GHOST_WORD, tenantTone } from './tone';

type LaneProps = {
  lane: TenantLane;
  placed: PlacedLane;
  facing: Facing;
  level: Level;
  mode: Mode;
  /** Others are looked for. */
  faded: boolean;
};

/** A tenant on a host. */
export const Lane = memo(function Lane({ lane, placed, facing, level, mode, faded }: LaneProps) {
  const menu = mode === 'edit';
  const about = laneSelection(lane);
  const selected = useSelection((state) => isSelected(state.selected, about));
  const titled = lane.rows.length > 1 || placed.rows.some((row) => row.chainY - row.y > m.BOX_HEIGHT / 2);
  return (
    <section
      data-testid={`lane-${lane.tenant}-${lane.hostName}`}
      data-health={lane.mark.health}
      data-ghost={lane.ghost}
      data-refused={lane.rows.some((row) => row.refusal !== null) || undefined}
      data-stale={lane.mark.stale || undefined}
      data-drift={lane.drift.length || undefined}
      aria-label={`Tenant ${lane.tenant} on ${lane.hostName}`}
      onContextMenu={menu ? openMenuHere(about) : undefined}
      className={classNames(
        'absolute rounded-[10px] border bg-(--tone-soft)',
        faded && 'opacity-30',
        dashed(lane.ghost) ? 'border-dashed' : 'border-transparent',
      )}
      style={{
        ...tenantTone(lane.color, lane.mark.stale),
        left: placed.x,
        top: placed.y,
        width: placed.width,
        height: placed.height,
        ...(lane.ghost === 'new' && { borderColor: 'var(--tone)' }),
        ...(lane.ghost === 'removed' && { borderColor: 'var(--failed)' }),
        ...(selected && { boxShadow: '0 0 0 2px var(--accent)' }),
      }}
    >
      <LaneHeader lane={lane} facing={facing} large={level === 'middle'} menu={menu} about={about} />
      {placed.rows.map((at) => {
        const row = lane.rows.find((candidate) => candidate.key === at.key);
        if (!row) return null;
        return (
          <div key={row.key}>
            {titled && (
              <RowTitle y={at.y} facing={facing} text={`${row.name} · VNI ${row.vni}`} ghost={row.ghost} />
            )}
            {level === 'middle' ? (
              <RowSummary lane={lane} row={row} at={at} facing={facing} />
            ) : (
              <NetworkRowView
                row={row}
                drift={lane.drift}
                placed={at}
                facing={facing}
                hostName={lane.hostName}
                close={level === 'close'}
                menu={menu}
              />
            )}
          </div>
        );
      })}
    </section>
  );
});

type LaneHeaderProps = { lane: TenantLane; facing: Facing; large: boolean; menu: boolean; about: Selection };

/** The tenant's name: drag it onto another host to extend the tenant there. */
function LaneHeader({ lane, facing, large, menu, about }: LaneHeaderProps) {
  const { onPointerDown, wasDragged } = useDraggable(() => ({
    kind: 'tenant',
    tenantId: lane.tenantId,
    name: lane.tenant,
    color: lane.color,
    fromHostId: lane.hostId,
  }));
  return (
    <header
      className={classNames(
        'absolute inset-x-0 top-0 flex items-center gap-2 px-2',
        facing === 'left' && 'flex-row-reverse',
      )}
      style={{ height: m.LANE_HEADER }}
    >
      <button
        type="button"
        className={classNames(
          'min-w-0 truncate rounded-sm px-0.5 font-semibold text-(--tone)',
          large ? 'text-[19px] leading-[24px]' : 'text-[13px] leading-[18px]',
          menu && 'nodrag nopan !cursor-grab active:!cursor-grabbing touch-none',
          lane.ghost === 'removed' && 'line-through decoration-failed',
        )}
        title={menu ? `${lane.tenant}: drag onto another host to extend it there` : lane.tenant}
        onPointerDown={menu ? onPointerDown : undefined}
        onClick={(event) => {
          event.stopPropagation();
          if (!wasDragged()) useSelection.getState().select(about);
        }}
      >
        {lane.tenant}
      </button>
      <span className="flex-1" />
      <DriftMark spots={lane.drift} className={large ? 'text-[15px]' : 'text-[12px]'} />
      <LaneState lane={lane} large={large} />
      {menu && !large && (
        <MenuButton
          about={about}
          label={`Actions for ${lane.tenant} on ${lane.hostName}`}
          className={facing === 'left' ? '-ml-1' : '-mr-1'}
        />
      )}
    </header>
  );
}

function LaneState({ lane, large }: { lane: TenantLane; large: boolean }) {
  const size = large ? 'text-[15px]' : 'text-[12px]';
  const refusal = lane.rows.find((row) => row.refusal !== null)?.refusal;
  if (refusal) {
    return (
      <span
        className={classNames('inline-flex items-center gap-1.5 font-semibold text-failed', size)}
        title={refusal}
      >
        <CircleX aria-hidden className="size-[1.2em]" />
        {lane.ghost === 'none' ? 'refused' : `${GHOST_WORD[lane.ghost]}, refused`}
      </span>
    );
  }
  if (lane.ghost !== 'none') {
    return (
      <span
        className={classNames('font-semibold', size)}
        style={{ color: lane.ghost === 'removed' ? 'var(--failed)' : 'var(--tone)' }}
      >
        {GHOST_WORD[lane.ghost]}
      </span>
    );
  }
  if (lane.mark.stale && lane.mark.health !== 'unknown')
    return <span className={classNames('font-medium text-unknown', size)}>was {lane.mark.health}</span>;
  return <HealthMark health={lane.mark.health} className={classNames(size, large && '[&_svg]:size-4.5')} />;
}

function RowTitle({
  y,
  facing,
  text,
  ghost,
}: {
  y: number;
  facing: Facing;
  text: string;
  ghost: TenantLane['ghost'];
}) {
  return (
    <p
      className={classNames(
        'absolute inset-x-2 truncate px-0.5 font-medium text-[12px] text-muted leading-[16px]',
        facing === 'left' && 'text-right',
      )}
      style={{ top: y }}
    >
      {text}
      {ghost !== 'none' && ` · ${GHOST_WORD[ghost]}`}
    </p>
  );
}

/** Middle distance: what a lane holds, in letters that can still be read. */
function RowSummary({
  lane,
  row,
  at,
  facing,
}: {
  lane: TenantLane;
  row: TenantLane['rows'][number];
  at: { y: number; chainY: number };
  facing: Facing;
}) {
  const [first] = row.ends;
  const about: Selection = {
    kind: 'lane',
    tenantId: lane.tenantId,
    networkId: row.networkId,
    hostId: lane.hostId,
  };
  // With one network the lane itself shows that it is selected.
  const selected = useSelection((state) => lane.rows.length > 1 && isSelected(state.selected, about));
  return (
    <button
      type="button"
      onClick={(event) => {
        event.stopPropagation();
        useSelection.getState().select(about);
      }}
      className={classNames(
        'absolute flex items-center justify-between gap-3 rounded-md border bg-surface px-3 text-[17px]',
        facing === 'left' && 'flex-row-reverse',
        dashed(row.ghost) && 'border-dashed',
        selected && 'shadow-[0_0_0_3px_var(--accent)]',
      )}
      style={{
        left: m.LANE_PADDING,
        right: m.LANE_PADDING,
        top: at.chainY - m.BOX_HEIGHT / 2,
        height: m.BOX_HEIGHT,
        borderColor: 'color-mix(in oklab, var(--tone) 50%, var(--surface))',
      }}
    >
      <span className="min-w-0 truncate font-medium text-ink tabular">
        {row.ends.length === 1 ? addressesText(first?.addresses ?? []) : `${row.ends.length} endpoints`}
      </span>
      <span className="shrink-0 font-medium text-muted tabular">VNI {row.vni}</span>
    </button>
  );
}
