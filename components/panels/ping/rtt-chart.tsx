'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { PingReply } from './ping-store';
import { type RttData, rttData } from './rtt-data';

/** CSS pixels of the mark of a lost packet. */
const TICK = { width: 2, height: 9 };

/** Round-trip times over sequence numbers; what never came back leaves a gap and a red tick. Fills its nearest positioned ancestor. */
export function RttChart({
  replies,
  silent,
  tenantColor,
}: {
  replies: PingReply[];
  silent: number[];
  tenantColor: number;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data = useMemo(() => rttData(replies, silent), [replies, silent]);
  const latest = useRef(data);
  latest.current = data;
  const [at, setAt] = useState<number | null>(null);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const chart = new uPlot(
      options(element, tenantColor, () => latest.current, setAt),
      aligned(latest.current),
      element,
    );
    plot.current = chart;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) chart.setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    // A canvas does not follow the theme by itself.
    const themed = new MutationObserver(() => chart.redraw());
    themed.observe(document.documentElement, { attributeFilter: ['class'] });
    return () => {
      observer.disconnect();
      themed.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [tenantColor]);

  useEffect(() => plot.current?.setData(aligned(data)), [data]);

  const read = at === null ? data.seqs.length - 1 : at;
  const [seq, time] = [data.seqs[read], data.times[read]];
  return (
    <>
      <div
        ref={frame}
        role="img"
        aria-label={summary(data)}
        data-testid="rtt-chart"
        className="absolute inset-0 overflow-hidden"
      />
      {seq !== undefined && (
        <p
          aria-hidden
          className="pointer-events-none absolute top-0.5 right-2 rounded-sm bg-surface/85 px-1.5 text-2xs text-muted tabular"
        >
          seq {seq} · {time === null || time === undefined ? 'no answer' : `${time} ms`}
        </p>
      )}
    </>
  );
}

function options(
  element: HTMLElement,
  tenantColor: number,
  data: () => RttData,
  setAt: (at: number | null) => void,
): uPlot.Options {
  // Read anew each time that it is drawn.
  const color = (name: string) => () => getComputedStyle(element).getPropertyValue(`--${name}`).trim();
  const line = color(`tenant-${tenantColor}`);
  const axis: uPlot.Axis = {
    stroke: color('faint'),
    font: `11px ${getComputedStyle(element).fontFamily}`,
    grid: { stroke: color('line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: Math.max(1, element.clientWidth),
    height: Math.max(1, element.clientHeight),
    legend: { show: false },
    padding: [10, 10, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false, range: (_, least, most) => [least ?? 0, Math.max(most ?? 0, (least ?? 0) + 9)] },
      y: { range: (_, _least, most) => [0, most ? most * 1.15 : 1] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 26, gap: 4, incrs: [1, 2, 5, 10, 20, 50] },
      { ...axis, size: 62, gap: 4, space: 34, values: (_, ticks) => ticks.map((tick) => `${tick} ms`) },
    ],
    series: [
      {},
      {
        stroke: line,
        width: 1.75,
        spanGaps: false,
        points: { show: true, size: 5, fill: line, stroke: line },
      },
    ],
    hooks: {
      setCursor: [({ cursor }) => setAt(cursor.idx ?? null)],
      draw: [
        (chart) => {
          const { ctx, bbox } = chart;
          const ratio = uPlot.pxRatio;
          ctx.save();
          ctx.fillStyle = color('failed')();
          for (const seq of data().lost) {
            const x = chart.valToPos(seq, 'x', true);
            const [width, height] = [TICK.width * ratio, TICK.height * ratio];
            ctx.fillRect(x - width / 2, bbox.top + bbox.height - height, width, height);
          }
          ctx.restore();
        },
      ],
    },
  };
}

function aligned({ seqs, times }: RttData): uPlot.AlignedData {
  return [seqs, times];
}

function summary({ times, lost }: RttData): string {
  const known = times.filter((time) => time !== null);
  if (known.length === 0) return `Round-trip times: no reply yet, ${lost.length} packets without an answer`;
  return `Round-trip times of the last ${known.length} replies, up to ${Math.max(...known)} ms; ${lost.length} packets without an answer`;
}
