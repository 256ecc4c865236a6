'use client';

import { type ReactFlowState, useReactFlow, useStore } from '@xyflow/react';
import { memo, type PointerEvent, useCallback, useMemo } from 'react';
import { classNames } from '@/components/ui/class-names';
import type { FabricGraph, HostCard } from './graph/fabric-graph';
import type { Match } from './graph/match';
import { boundsOf, type Placement } from './graph/placement';
import { type Rect, viewOf } from './graph/window';

/** Pixels that may be out of sight before the map is of use. */
const TOLERANCE = 8;
const [WIDTH, HEIGHT, PADDING] = [148, 96, 6];

type OverviewProps = { placement: Placement; fabric: FabricGraph; match: Match | null };

/** A map of the whole, while a part of it is out of sight. Press or drag on it to go there. */
export function Overview({ placement, fabric, match }: OverviewProps) {
  const bounds = useMemo(() => boundsOf(placement), [placement]);
  const beyond = useStore(useCallback((state: ReactFlowState) => isBeyond(bounds, state), [bounds]));
  const { setCenter, getZoom } = useReactFlow();
  const scale = Math.min((WIDTH - 2 * PADDING) / bounds.width, (HEIGHT - 2 * PADDING) / bounds.height);
  const [left, top] = [
    (WIDTH - bounds.width * scale) / 2 - bounds.x * scale,
    (HEIGHT - bounds.height * scale) / 2 - bounds.y * scale,
  ];
  if (placement.hosts.length === 0) return null;
  const go = (event: PointerEvent<SVGSVGElement>) => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const x = (((event.clientX - box.left) / box.width) * WIDTH - left) / scale;
    const y = (((event.clientY - box.top) / box.height) * HEIGHT - top) / scale;
    void setCenter(x, y, { zoom: getZoom() });
  };
  return (
    <div
      className={classNames(
        'absolute right-3 bottom-3 z-10 overflow-hidden rounded-[10px] border border-line bg-raised transition-opacity duration-200 max-sm:hidden',
        !beyond && 'pointer-events-none opacity-0',
      )}
    >
      <svg
        role="img"
        aria-label="Overview of the fabric"
        data-testid="minimap"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width={WIDTH}
        height={HEIGHT}
        className="block cursor-pointer touch-none"
        onPointerDown={go}
        onPointerMove={go}
      >
        <g transform={`translate(${left} ${top}) scale(${scale})`}>
          <Hosts placement={placement} cards={fabric.hosts} match={match} />
          {beyond && <InSight />}
        </g>
      </svg>
    </div>
  );
}

type HostsProps = { placement: Placement; cards: readonly HostCard[]; match: Match | null };

/** One path for each colour, however many hosts there are. */
const Hosts = memo(function Hosts({ placement, cards, match }: HostsProps) {
  const paths = useMemo(() => {
    const colors = new Map(cards.map((card) => [card.id, colorOf(card)]));
    const byColor = new Map<string, string>();
    for (const { id, x, y, width, height } of placement.hosts) {
      const color = match && !match.hosts.has(id) ? 'var(--line)' : (colors.get(id) ?? 'var(--line)');
      byColor.set(color, `${byColor.get(color) ?? ''}M${x} ${y}h${width}v${height}h${-width}z`);
    }
    return [...byColor];
  }, [placement, cards, match]);
  return paths.map(([color, path]) => <path key={color} d={path} fill={color} />);
});

function colorOf(card: HostCard): string {
  const worst = card.lanes.find((lane) => lane.mark.health === 'failed') ?? null;
  if (card.mark.health === 'failed' || worst) return 'var(--failed)';
  if (card.state !== 'ready' || card.lanes.some((lane) => lane.mark.health === 'degraded'))
    return 'var(--degraded)';
  return 'var(--minimap-host)';
}

function InSight() {
  const view = useStore(inSight, sameRect);
  return (
    <rect
      x={view.x}
      y={view.y}
      width={view.width}
      height={view.height}
      fill="color-mix(in oklab, var(--accent) 14%, transparent)"
      stroke="var(--accent)"
      strokeWidth={1.5}
      vectorEffect="non-scaling-stroke"
    />
  );
}

const inSight = ({ transform, width, height }: ReactFlowState): Rect => viewOf(transform, width, height);
const sameRect = (a: Rect, b: Rect) =>
  a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

function isBeyond(bounds: Rect, { transform: [x, y, zoom], width, height }: ReactFlowState): boolean {
  const [left, top] = [bounds.x * zoom + x, bounds.y * zoom + y];
  const [right, bottom] = [left + bounds.width * zoom, top + bounds.height * zoom];
  return left < -TOLERANCE || top < -TOLERANCE || right > width + TOLERANCE || bottom > height + TOLERANCE;
}
