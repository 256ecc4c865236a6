'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import type { MapData } from './kept-matrix';
import { cellText, lookOf, type Range, rangeOf, steady } from './matrix-heat';
import { fillOf, legend } from './matrix-look';

/** CSS pixels. */
const LARGEST_CELL = 18;
const SMALLEST_CELL = 2;

/** The same as the table for more hosts than that can be read in: one canvas, whatever their number. */
export function HeatCanvas({ map }: { map: MapData }) {
  const { seats, cells } = map;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [at, setAt] = useState<{ row: number; column: number } | null>(null);
  const range = useMemo(() => rangeOf(Object.values(cells).flatMap((row) => Object.values(row))), [cells]);
  const size = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, Math.floor(width / Math.max(1, seats.length))));

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = canvas.current;
    if (!element || width === 0) return;
    let frameId = 0;
    const again = () => {
      cancelAnimationFrame(frameId);
      frameId = requestAnimationFrame(() => draw(element, map, steady(range), size));
    };
    again();
    // A canvas does not follow the theme by itself.
    const themed = new MutationObserver(again);
    themed.observe(document.documentElement, { attributeFilter: ['class'] });
    return () => {
      cancelAnimationFrame(frameId);
      themed.disconnect();
    };
  }, [map, range, size, width]);

  const [from, to] = at ? [seats[at.row], seats[at.column]] : [];
  const text =
    from && to && from !== to
      ? cellText(from.label, to.label, cells[from.endpointId]?.[to.endpointId])
      : legend(range);
  return (
    <div className="flex min-h-0 flex-1 flex-col max-md:flex-none">
      <div ref={frame} className="min-h-0 flex-1 overflow-auto px-4 py-3">
        <canvas
          ref={canvas}
          data-testid="heat-canvas"
          aria-label={`Underlay between ${seats.length} hosts of ${map.network}`}
          role="img"
          onPointerMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const row = Math.floor((event.clientY - box.top) / size);
            const column = Math.floor((event.clientX - box.left) / size);
            setAt({ row, column });
          }}
          onPointerLeave={() => setAt(null)}
        />
      </div>
      <p
        data-testid="matrix-cell"
        className="min-h-8 shrink-0 border-line border-t px-4 py-1.5 text-muted text-xs tabular"
      >
        {text}
      </p>
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, { seats, cells }: MapData, range: Range, size: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const side = seats.length * size;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = side * ratio;
  canvas.height = side * ratio;
  canvas.style.width = `${side}px`;
  canvas.style.height = `${side}px`;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colors = new Map<string, string>();
  const colorOf = (name: string) => {
    const known = colors.get(name) ?? style.getPropertyValue(`--${name}`);
    colors.set(name, known);
    return known;
  };
  const gap = size > 5 ? 1 : 0;
  for (const [y, { endpointId: from }] of seats.entries()) {
    for (const [x, { endpointId: to }] of seats.entries()) {
      const cell = cells[from]?.[to];
      const fill = cell && from !== to ? fillOf(lookOf(cell, range)) : null;
      context.globalAlpha = fill ? fill.percent / 100 : 1;
      context.fillStyle = colorOf(fill ? fill.color : from === to ? 'line' : 'sunken');
      context.fillRect(x * size, y * size, size - gap, size - gap);
    }
  }
  context.globalAlpha = 1;
}
