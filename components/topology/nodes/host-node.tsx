'use client';

import type { NodeProps } from '@xyflow/react';
import { Server } from 'lucide-react';
import { memo } from 'react';
import { useKnownAt } from '@/components/live/live-store';
import { Age } from '@/components/ui/age';
import { classNames } from '@/components/ui/class-names';
import { useDrag } from '../drag/drag-store';
import type { HostCard } from '../graph/fabric-graph';
import * as m from '../graph/metrics';
import type { Mode, TopologyNode } from '../graph/to-react-flow';
import { isSelected, type Selection, useSelection } from '../selection-store';
import { STALE_AFTER_MS } from '../topology-data';
import { useView } from '../view-store';
import { HostBody } from './host-body';
import { HostFar } from './host-far';
import { HostForeign } from './host-foreign';
import { HostMap } from './host-map';
import { HostNotice } from './host-notice';
import { HostStateWord } from './host-state-word';
import { Lane } from './lane';
import { MenuButton, openMenuHere } from './menu-button';
import { RatePair } from './rate';

/** A host as a group, with its lanes in it. */
export const HostNode = memo(function HostNode({ data, selected: picked }: NodeProps<TopologyNode>) {
  const { card, placed, lanes, sought, level, mode, lens } = data;
  const about: Selection = { kind: 'host', hostId: card.id };
  const selected = useSelection((state) => isSelected(state.selected, about));
  const over = useDrag((state) => state.over.includes(card.id) && state.item?.kind !== 'host');
  const dragging = useDrag((state) => state.item !== null && state.item.kind !== 'host');
  const menu = mode === 'edit';
  const afar = level === 'map' || level === 'far';
  return (
    <article
      data-testid={`host-${card.name}`}
      data-host-id={card.id}
      data-state={card.state ?? 'unknown'}
      data-health={card.mark.health}
      data-ghost={card.ghost}
      aria-label={`Host ${card.name}`}
      onPointerEnter={afar ? () => pointAt(card.id) : undefined}
      onPointerLeave={afar ? () => pointAt(null) : undefined}
      onContextMenu={menu ? openMenuHere(about) : undefined}
      className={classNames(
        'relative size-full rounded-[14px] border bg-surface transition-shadow duration-100',
        card.ghost === 'new' && 'border-accent border-dashed',
        card.ghost === 'removed' && 'border-failed border-dashed',
        over
          ? 'shadow-[0_0_0_3px_var(--accent),0_0_0_8px_var(--accent-soft)]'
          : selected || picked
            ? 'shadow-[0_0_0_2px_var(--accent),0_0_0_6px_var(--accent-soft)]'
            : // A fraction of a pixel, for which hundreds of blurs would be painted.
              level !== 'map' && 'shadow-card',
      )}
    >
      {level === 'map' ? (
        <HostMap card={card} placed={placed} mode={mode} sought={sought} />
      ) : level === 'far' ? (
        <HostFar card={card} placed={placed} mode={mode} sought={sought} />
      ) : (
        <>
          <HostHeader card={card} mode={mode} large={level === 'middle'} />
          {card.lanes.length === 0 && placed.noticeY === null && (
            <HostBody
              card={card}
              lens={lens}
              mode={mode}
              height={
                placed.height -
                (placed.foreignY === null ? 0 : placed.height - m.HOST_FOOTER - placed.foreignY)
              }
              large={level === 'middle'}
              over={over}
              dragging={dragging}
            />
          )}
          {lanes.map(({ lane, placed: at }) => (
            <Lane
              key={lane.key}
              lane={lane}
              placed={at}
              facing={placed.facing}
              level={level}
              mode={mode}
              faded={sought !== null && !sought.has(lane.key)}
            />
          ))}
          {placed.noticeY !== null && <HostNotice card={card} y={placed.noticeY} mode={mode} />}
          {placed.foreignY !== null && (
            <HostForeign card={card} y={placed.foreignY} large={level === 'middle'} />
          )}
          <HostFooter card={card} large={level === 'middle'} />
        </>
      )}
    </article>
  );
});

/** Milliseconds that a pointer rests on a host before its tunnels show: one that only passes by draws nothing. */
const RESTS = 140;
let resting: ReturnType<typeof setTimeout> | undefined;

function pointAt(hostId: string | null): void {
  clearTimeout(resting);
  resting = setTimeout(() => useView.getState().hover(hostId), hostId === null ? 0 : RESTS);
}

function HostHeader({ card, mode, large }: { card: HostCard; mode: Mode; large: boolean }) {
  return (
    <header
      className={classNames(
        'host-grip flex items-center gap-2 rounded-t-[13px] border-b pr-2 pl-3.5',
        mode === 'edit' && 'cursor-grab active:cursor-grabbing',
      )}
      style={{ height: m.HOST_HEADER }}
    >
      <Server aria-hidden className={classNames('shrink-0 text-ink', large ? 'size-5' : 'size-4')} />
      <h2
        className={classNames(
          'min-w-0 truncate font-semibold text-ink',
          large ? 'text-[19px]' : 'text-[15px]',
        )}
        title={card.name}
      >
        {card.name}
      </h2>
      {!large && (
        <span className="min-w-0 flex-1 truncate text-[13px] text-muted tabular">
          {card.underlay ? `VTEP ${card.underlay.vtep}` : 'no VTEP chosen'}
        </span>
      )}
      {large && <span className="flex-1" />}
      <HostStateWord card={card} className={large ? 'text-[16px]' : 'text-[13px]'} />
      {!large && <ReadAge hostId={card.id} className="min-w-9 text-right text-[13px] text-muted" />}
      {mode === 'edit' && !large && (
        <MenuButton about={{ kind: 'host', hostId: card.id }} label={`Actions for host ${card.name}`} />
      )}
    </header>
  );
}

export function ReadAge({ hostId, className }: { hostId: string; className?: string }) {
  return <Age at={useKnownAt(hostId)} staleAfterMs={STALE_AFTER_MS} className={className} />;
}

function HostFooter({ card, large }: { card: HostCard; large: boolean }) {
  const port = card.underlay;
  return (
    <footer
      className={classNames(
        'host-grip absolute inset-x-0 bottom-0 flex items-center justify-between gap-3 rounded-b-[13px] border-t px-3.5 text-muted tabular',
        large ? 'text-[15px]' : 'text-[12px]',
      )}
      style={{ height: m.HOST_FOOTER }}
    >
      {port ? (
        <>
          <span className="min-w-0 truncate" title={`Underlay: ${port.device} ${port.address ?? port.vtep}`}>
            {port.device} · {port.address ?? (port.read ? `${port.vtep}, not found there` : port.vtep)}
            {port.mtu !== null && !large && ` · mtu ${port.mtu}`}
          </span>
          {!large && !card.mark.stale && (
            <RatePair hostId={card.id} link={port.device} className="flex shrink-0 gap-2" />
          )}
        </>
      ) : (
        <span className="truncate">No underlay device chosen: choose one to build tunnels</span>
      )}
    </footer>
  );
}
