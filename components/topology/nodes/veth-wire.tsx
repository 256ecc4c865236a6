'use client';

import { Diff } from 'lucide-react';
import { memo } from 'react';
import { classNames } from '@/components/ui/class-names';
import type { DriftSpot, EndpointBox } from '../graph/fabric-graph';
import { isSelected, type Selection, useSelection } from '../selection-store';
import { openMenuHere } from './menu-button';
import { dashed, remark, strokeOf } from './tone';

type VethWireProps = {
  end: EndpointBox;
  drift: DriftSpot | null;
  selection: Selection;
  from: number;
  to: number;
  y: number;
  close: boolean;
  menu: boolean;
};

const REACH = 10;

/** The veth pair as a wire between namespace and bridge; close, both its ends show with their names. */
export const VethWire = memo(function VethWire(props: VethWireProps) {
  const { end, drift, selection, from, to, y, close, menu } = props;
  const selected = useSelection((state) => isSelected(state.selected, selection));
  const left = Math.min(from, to);
  const length = Math.abs(to - from);
  const plain = drift ? `var(--${drift.weight})` : strokeOf(end.ghost, end.veth.mark);
  const color = selected ? 'var(--accent)' : plain;
  const rightwards = to > from;
  const inside = rightwards ? 2.5 : length - 2.5;
  const outside = length - inside;
  return (
    <button
      type="button"
      data-testid={`veth-${end.veth.hostEnd}`}
      data-ghost={end.ghost}
      data-health={end.veth.mark.health}
      aria-pressed={selected}
      aria-label={`veth pair ${end.veth.namespaceEnd} and ${end.veth.hostEnd}, ${remark(end.ghost, end.veth.mark) ?? end.veth.mark.health}`}
      title={drift?.sentence ?? `${end.veth.namespaceEnd} – ${end.veth.hostEnd}: ${end.veth.mark.sentence}`}
      onClick={(event) => {
        event.stopPropagation();
        useSelection.getState().select(selection);
      }}
      onContextMenu={menu ? openMenuHere(selection) : undefined}
      className="group absolute rounded-sm"
      style={{ left, top: y - REACH, width: length, height: REACH * 2 }}
    >
      <svg
        aria-hidden="true"
        width={length}
        height={REACH * 2}
        className="absolute inset-0 overflow-visible"
        fill={color}
        stroke={color}
      >
        <line
          x1={0}
          x2={length}
          y1={REACH}
          y2={REACH}
          strokeWidth={selected ? 3 : 1.75}
          strokeDasharray={dashed(end.ghost) ? '4 3' : undefined}
          className="group-hover:[stroke-width:3px]"
        />
        <rect x={inside - 2.5} y={REACH - 2.5} width={5} height={5} rx={1} stroke="none" />
        <rect x={outside - 2.5} y={REACH - 2.5} width={5} height={5} rx={1} stroke="none" />
      </svg>
      {drift && (
        <span
          className="absolute flex size-3.5 items-center justify-center rounded-full text-surface"
          style={{ left: length / 2 - 7, top: REACH - 7, background: `var(--${drift.weight})` }}
        >
          <Diff role="img" aria-label={`Drift: ${drift.sentence}`} className="size-2.5" strokeWidth={3} />
        </span>
      )}
      {close && (
        <>
          <EndName text={end.veth.namespaceEnd} above toLeft={rightwards} />
          <EndName text={end.veth.hostEnd} above={false} toLeft={!rightwards} />
        </>
      )}
    </button>
  );
});

function EndName({ text, above, toLeft }: { text: string; above: boolean; toLeft: boolean }) {
  return (
    <span
      className={classNames(
        'absolute max-w-full truncate px-0.5 text-[7px] text-muted leading-[8px]',
        above ? 'bottom-[14px]' : 'top-[14px]',
        toLeft ? 'left-0' : 'right-0',
      )}
    >
      {text}
    </span>
  );
}
