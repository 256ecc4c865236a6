import type { ReactNode } from 'react';
import { Mark } from './brand';

/** A page in front of the console: one card in the middle, and the name above it. */
export function GatePage({ children }: { children: ReactNode }) {
  return (
    <main className="relative flex min-h-dvh flex-col items-center justify-center overflow-hidden bg-canvas px-4 py-10">
      <Backdrop />
      <div className="relative w-full max-w-100">
        <div className="mb-6 flex items-center justify-center gap-3">
          <Mark className="size-9" />
          <span className="font-semibold text-2xl text-ink tracking-tight">Overlane</span>
        </div>
        <div className="flex flex-col gap-5 rounded-xl border border-line bg-surface p-6 shadow-float sm:p-7">
          {children}
        </div>
      </div>
    </main>
  );
}

/** Hosts and the tunnels between them, as faint as the dots of the canvas. */
function Backdrop() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 1200 800"
      preserveAspectRatio="xMidYMid slice"
      className="pointer-events-none absolute inset-0 size-full text-line-strong opacity-40"
      fill="none"
      stroke="currentColor"
    >
      <defs>
        <pattern id="gate-dots" width="24" height="24" patternUnits="userSpaceOnUse">
          <circle cx="1" cy="1" r="1" fill="currentColor" stroke="none" opacity="0.55" />
        </pattern>
      </defs>
      <rect width="1200" height="800" fill="url(#gate-dots)" stroke="none" />
      {LINES.map(([from, to, color]) => (
        <path
          key={`${from} ${to}`}
          d={`M${from} C${middle(from, to)} ${to}`}
          stroke={`var(--tenant-${color})`}
          strokeWidth="1.5"
          opacity="0.75"
        />
      ))}
      {HOSTS.map(([x, y]) => (
        <g key={`${x} ${y}`}>
          <rect x={x - 62} y={y - 34} width="124" height="68" rx="10" fill="var(--surface)" />
          {[-14, 4, 22].map((line, i) => (
            <path
              key={line}
              d={`M${x - 46} ${y + line - 4}h${i === 0 ? 40 : 92}`}
              stroke={i === 0 ? 'currentColor' : `var(--tenant-${(x + i) % 3})`}
              strokeWidth={i === 0 ? 3 : 2}
              strokeLinecap="round"
            />
          ))}
        </g>
      ))}
    </svg>
  );
}

type Point = `${number} ${number}`;

const HOSTS: readonly (readonly [number, number])[] = [
  [170, 170],
  [1030, 150],
  [150, 620],
  [1050, 640],
];
const LINES: readonly (readonly [Point, Point, number])[] = [
  ['232 170', '968 150', 0],
  ['170 204', '150 586', 1],
  ['1030 184', '1050 606', 2],
  ['212 620', '988 640', 1],
];

function middle(from: Point, to: Point): string {
  const [x1 = 0, y1 = 0] = from.split(' ').map(Number);
  const [x2 = 0, y2 = 0] = to.split(' ').map(Number);
  return Math.abs(x2 - x1) > Math.abs(y2 - y1)
    ? `${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2}`
    : `${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2}`;
}
