'use client';

import { memo, type ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import type { DriftSpot, Ghost, Mark } from '../graph/fabric-graph';
import { isSelected, type RouteState, type Selection, selectionKey, useSelection } from '../selection-store';
import { DriftCorner } from './drift-mark';
import { openMenuHere } from './menu-button';
import { dashed, remark, strokeOf } from './tone';

/** The lane says "will be removed"; in a box there is room for less. */
const SHORT = 'will go';

/** Around what a path that was walked goes through. */
const ROUTE_RING: Record<RouteState, string> = {
  right: 'shadow-[0_0_0_2px_var(--healthy)]',
  wrong: 'shadow-[0_0_0_3px_var(--failed),0_0_0_6px_var(--failed-soft)]',
  risky: 'shadow-[0_0_0_3px_var(--degraded),0_0_0_6px_var(--degraded-soft)]',
  unknown: 'shadow-[0_0_0_2px_var(--unknown)]',
};

type BoxProps = {
  selection: Selection;
  /** What it is, in capitals above the name. */
  kind: string;
  name: string;
  /** Lines below the name; `fine` ones only when close. */
  lines: ReactNode[];
  fine: ReactNode[];
  close: boolean;
  ghost: Ghost;
  mark: Mark;
  place: { x: number; y: number; width: number; height: number };
  menu: boolean;
  /** What of it nobody asked for. */
  drift: DriftSpot | null;
  testId: string;
};

/** One device or namespace: a button that selects it. */
export const Box = memo(function Box(props: BoxProps) {
  const { selection, kind, name, lines, fine, close, ghost, mark, place } = props;
  const selected = useSelection((state) => isSelected(state.selected, selection));
  const onRoute = useSelection(({ route }) => route?.get(selectionKey(selection)) ?? null);
  const said = remark(ghost, mark);
  return (
    <button
      type="button"
      data-testid={props.testId}
      data-ghost={ghost}
      data-route={onRoute ?? undefined}
      data-health={mark.health}
      aria-pressed={selected}
      aria-label={`${kind} ${name}, ${said ?? mark.health}`}
      title={props.drift?.sentence ?? mark.sentence}
      onClick={(event) => {
        event.stopPropagation();
        useSelection.getState().select(selection);
      }}
      onContextMenu={props.menu ? openMenuHere(selection) : undefined}
      className={classNames(
        'absolute flex min-w-0 flex-col items-start overflow-hidden rounded-md border bg-surface text-left transition-shadow duration-100',
        close ? 'px-1.5 py-1' : 'px-2 py-1.5',
        dashed(ghost) && 'border-dashed',
        selected
          ? 'shadow-[0_0_0_2px_var(--accent),0_0_0_5px_var(--accent-soft)]'
          : onRoute
            ? ROUTE_RING[onRoute]
            : 'hover:shadow-card',
      )}
      style={{
        left: place.x,
        top: place.y,
        width: place.width,
        height: place.height,
        borderColor: selected
          ? 'var(--accent)'
          : `color-mix(in oklab, ${strokeOf(ghost, mark)} ${said && !dashed(ghost) ? 90 : 55}%, var(--surface))`,
      }}
    >
      <DriftCorner spot={props.drift} />
      <KindLine kind={kind} ghost={ghost} mark={mark} close={close} />
      <span
        className={classNames(
          'max-w-full truncate font-semibold text-ink',
          close ? 'text-[9px] leading-[11px]' : 'text-[13px] leading-[17px]',
          ghost === 'removed' && 'line-through decoration-failed',
        )}
      >
        {name}
      </span>
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have fixed places
        <Line key={i} close={close}>
          {line}
        </Line>
      ))}
      {close &&
        fine.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines have fixed places
          <Line key={i} close={close}>
            {line}
          </Line>
        ))}
    </button>
  );
});

function KindLine({ kind, ghost, mark, close }: { kind: string; ghost: Ghost; mark: Mark; close: boolean }) {
  const size = close ? 'text-[7px] leading-[9px]' : 'text-[9.5px] leading-[14px]';
  const said = remark(ghost, mark);
  if (said === null) {
    return (
      <span className={classNames('max-w-full truncate text-muted uppercase tracking-[0.05em]', size)}>
        {kind}
      </span>
    );
  }
  const Icon = ghost === 'none' && !mark.stale ? HEALTH_LOOK[mark.health].Icon : null;
  return (
    <span
      className={classNames('flex max-w-full items-center gap-1 whitespace-nowrap font-medium', size)}
      style={{
        color: ghost === 'none' && mark.health === 'unknown' ? 'var(--unknown)' : strokeOf(ghost, mark),
      }}
    >
      {Icon && <Icon aria-hidden className="size-[1.2em] shrink-0" strokeWidth={2.5} />}
      <span className="truncate">{ghost === 'removed' ? SHORT : said}</span>
    </span>
  );
}

function Line({ close, children }: { close: boolean; children: ReactNode }) {
  return (
    <span
      className={classNames(
        'max-w-full truncate text-muted tabular',
        close ? 'text-[7.5px] leading-[9.5px]' : 'text-[12px] leading-[15px]',
      )}
    >
      {children}
    </span>
  );
}
