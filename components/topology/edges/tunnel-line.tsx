'use client';

import { memo, useState } from 'react';
import { useLive } from '@/components/live/live-store';
import { useRates } from '@/components/live/rates';
import type { Carriage } from '@/server/live/carriage';
import type { Level } from '../graph/level';
import type { Line } from '../graph/line';
import { bowedPath, middleOf, roundedPath } from '../graph/route';
import { isSelected, type Selection, useSelection } from '../selection-store';
import { colorOf, widthOf, wordOf } from './line-look';

/** `10.10.10.10 answers 10.10.10.20 in 0.31 ms`, of a tunnel that is looked at; null: its way was not probed. */
export function useCarried(line: Line, looked: boolean): string | null {
  const [a, b] = line.ends ?? [null, null];
  const wanted = looked && line.kind === 'tunnel' && a !== null && b !== null;
  const ways = useLive((state) => (wanted ? state.carriage : null));
  if (!ways || !a || !b) return null;
  const found = ['4', '6'].flatMap((family) =>
    [`${a.hostId}/${b.hostId}/${family}`, `${b.hostId}/${a.hostId}/${family}`].flatMap(
      (key) => ways[key] ?? [],
    ),
  );
  return found.length === 0 ? null : found.map(carriageText).join('; ');
}

function carriageText({ source, target, sent, received, avgMs, error }: Carriage): string {
  if (error) return `${source} cannot send to ${target}: ${error}`;
  if (received === 0 || avgMs === null) return `${target} does not answer ${source}`;
  const lost = received < sent ? `, ${sent - received} of ${sent} lost` : '';
  return `${target} answers ${source} in ${avgMs.toFixed(2)} ms${lost}`;
}

/** What a click on a line selects; null: a bundle is only looked at. */
export function lineSelection(line: Line): Selection | null {
  if (line.kind === 'tunnel' && line.ends && line.tenantId && line.networkId) {
    const [a, b] = line.ends;
    return { kind: 'tunnel', tenantId: line.tenantId, networkId: line.networkId, a: a.hostId, b: b.hostId };
  }
  return line.tenantId ? { kind: 'tenant', tenantId: line.tenantId } : null;
}

const SCALE: Record<Level, number> = { map: 8, far: 2.5, middle: 1.5, near: 1, close: 1 };

export const TunnelLine = memo(function TunnelLine({ line, level }: { line: Line; level: Level }) {
  const about = lineSelection(line);
  const selected = useSelection((state) => about !== null && isSelected(state.selected, about));
  const [hovered, setHovered] = useState(false);
  const carried = useCarried(line, selected || hovered);
  const title = `${line.title}, ${wordOf(line) ?? 'healthy'}${carried ? `; ${carried}` : ''}`;
  const body = (
    <Strokes
      line={line}
      level={level}
      carried={carried}
      selected={selected}
      hovered={hovered && about !== null}
    />
  );
  const facts = {
    'data-testid': line.kind,
    'data-key': line.key,
    'data-health': line.mark.health,
    'data-ghost': line.ghost,
  };
  if (!about) {
    return <g {...facts}>{body}</g>;
  }
  const choose = () => useSelection.getState().select(about);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot be a line of an SVG
    <g
      role="button"
      tabIndex={0}
      aria-label={title}
      aria-pressed={selected}
      {...facts}
      className="cursor-pointer outline-none [&:focus-visible>path:last-of-type]:stroke-ring/50"
      onClick={(event) => {
        event.stopPropagation();
        choose();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      }}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
    >
      {body}
    </g>
  );
});

type StrokesProps = { line: Line; level: Level; carried: string | null; selected: boolean; hovered: boolean };

function Strokes({ line, level, carried, selected, hovered }: StrokesProps) {
  const scale = SCALE[level];
  const width = useLineWidth(line) * scale + (hovered ? 1.5 : 0);
  const over = line.way === 'over';
  const path = line.runs.map((points) => (over ? bowedPath(points) : roundedPath(points))).join('');
  const dash = line.ghost === 'new' || line.ghost === 'removed' ? `${6 * scale} ${4 * scale}` : undefined;
  return (
    <>
      <title>{`${line.title}: ${line.mark.sentence}${carried ? `\n${carried}` : ''}`}</title>
      {selected && (
        <path
          d={path}
          fill="none"
          stroke="var(--accent-soft)"
          strokeWidth={width + 10}
          strokeLinecap="round"
        />
      )}
      <path
        d={path}
        fill="none"
        stroke={line.quiet && !hovered && !selected ? 'none' : colorOf(line)}
        strokeWidth={width}
        strokeDasharray={dash}
        strokeLinejoin="round"
      />
      {selected && (
        <path
          d={path}
          fill="none"
          stroke="var(--surface)"
          strokeWidth={Math.max(1.25, width / 2.5)}
          strokeLinecap="round"
          className="motion-safe:animate-[topology-flow_1.2s_linear_infinite]"
          style={{ strokeDasharray: '2 12' }}
        />
      )}
      {carried && <Carried line={line} level={level} text={carried} />}
      <path
        d={path}
        fill="none"
        stroke="transparent"
        strokeWidth={width + 12}
        style={{ pointerEvents: line.tenantId ? 'stroke' : 'none' }}
      />
    </>
  );
}

const CARRIED_SIZE: Record<Level, number> = { map: 110, far: 36, middle: 15, near: 11, close: 9 };

/** Whether the underlay carries it, below the middle of the line. */
function Carried({ line, level, text }: { line: Line; level: Level; text: string }) {
  const { x, y } = middleOf(line.runs[0] ?? []);
  const size = CARRIED_SIZE[level];
  return (
    <text
      x={x}
      y={y + size * 1.5}
      fontSize={size}
      textAnchor="middle"
      fill="var(--ink)"
      stroke="var(--canvas)"
      strokeWidth={size / 2.5}
      paintOrder="stroke"
      className="pointer-events-none font-medium tabular"
    >
      {text}
    </text>
  );
}

/** By what the VXLAN interface with less traffic carries: the kernel counts per interface, not per peer. */
function useLineWidth(line: Line): number {
  const [a, b] = line.ends ?? [null, null];
  const atA = useRates(a?.hostId ?? '', a?.device ?? '').at(-1);
  const atB = useRates(b?.hostId ?? '', b?.device ?? '').at(-1);
  if (line.ghost === 'new' || line.ghost === 'removed') return widthOf(0);
  if (line.kind !== 'tunnel') return line.kind === 'bus' ? 2.5 : Math.min(6, 2 + Math.log10(line.count + 1));
  if (!atA || !atB) return widthOf(0);
  return widthOf(Math.min(atA.rxBits + atA.txBits, atB.rxBits + atB.txBits));
}
