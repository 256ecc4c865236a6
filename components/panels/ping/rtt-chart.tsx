'use client';

import { useLayoutEffect, useRef, useState } from 'react';
import type { PingReply } from './ping-store';

const SHOWN = 60;
const PAD = { left: 58, right: 10, top: 10, bottom: 22 };

/**
 * Round-trip times over sequence numbers; a number that never came back leaves a gap and a red tick. It fills its
 * nearest positioned ancestor.
 */
export function RttChart({ replies, color, lossy }: { replies: PingReply[]; color: string; lossy: boolean }) {
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const last = replies.reduce((most, reply) => Math.max(most, reply.seq), 0);
  const first = Math.max(1, last - SHOWN + 1);
  const shown = replies.filter((reply) => reply.seq >= first).sort((a, b) => a.seq - b.seq);
  const top = niceTop(Math.max(...shown.map((reply) => reply.rttMs), 0));
  const { width, height } = size;
  const plotWidth = Math.max(0, width - PAD.left - PAD.right);
  const plotHeight = Math.max(0, height - PAD.top - PAD.bottom);
  const span = Math.max(last, first + 9) - first;
  const x = (seq: number) => PAD.left + ((seq - first) / span) * plotWidth;
  const y = (ms: number) => PAD.top + plotHeight * (1 - ms / top);
  const ticks = [0, top / 2, top];
  const gaps: number[] = [];
  const seen = new Set(shown.map((reply) => reply.seq));
  if (lossy) for (let seq = first; seq < last; seq++) if (!seen.has(seq)) gaps.push(seq);

  let path = '';
  let before: number | null = null;
  for (const reply of shown) {
    path += `${before !== null && reply.seq === before + 1 ? 'L' : 'M'}${x(reply.seq).toFixed(1)} ${y(reply.rttMs).toFixed(1)}`;
    before = reply.seq;
  }
  const summary =
    shown.length === 0
      ? 'Round-trip times: no reply yet'
      : `Round-trip times of the last ${shown.length} replies, up to ${Math.max(...shown.map((r) => r.rttMs))} ms`;

  return (
    <div ref={frame} className="absolute inset-0 overflow-hidden">
      {width > 0 && (
        <svg role="img" aria-label={summary} width={width} height={height} className="block">
          {ticks.map((tick) => (
            <g key={tick}>
              <line
                x1={PAD.left}
                x2={width - PAD.right}
                y1={y(tick)}
                y2={y(tick)}
                stroke="var(--line)"
                strokeDasharray={tick === 0 ? undefined : '2 4'}
              />
              <text x={PAD.left - 8} y={y(tick) + 4} textAnchor="end" className="fill-faint text-2xs tabular">
                {tickText(tick, top)}
              </text>
            </g>
          ))}
          <text x={PAD.left} y={height - 6} className="fill-faint text-2xs tabular">
            {shown.length > 0 ? `seq ${first}` : 'ms'}
          </text>
          {last > first && (
            <text x={x(last)} y={height - 6} textAnchor="end" className="fill-faint text-2xs tabular">
              {last}
            </text>
          )}
          {gaps.map((seq) => (
            <line
              key={seq}
              x1={x(seq)}
              x2={x(seq)}
              y1={PAD.top + plotHeight - 8}
              y2={PAD.top + plotHeight}
              stroke="var(--failed)"
              strokeWidth={2}
            />
          ))}
          <path
            d={path}
            fill="none"
            stroke={color}
            strokeWidth={1.75}
            strokeLinejoin="round"
            strokeLinecap="round"
          />
          {shown.map((reply) => (
            <circle
              key={reply.seq}
              cx={x(reply.seq)}
              cy={y(reply.rttMs)}
              r={shown.length > 30 ? 1.75 : 2.75}
              fill={color}
            />
          ))}
        </svg>
      )}
    </div>
  );
}

function niceTop(value: number): number {
  if (value <= 0) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 1.5, 2, 3, 4, 5, 8, 10]) if (value <= step * magnitude) return step * magnitude;
  return 10 * magnitude;
}

function tickText(tick: number, top: number): string {
  if (tick === 0) return '0';
  const digits = top >= 10 ? 0 : top >= 1 ? 1 : 2;
  return `${tick.toFixed(digits)} ms`;
}
