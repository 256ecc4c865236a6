'use client';

import { memo } from 'react';
import { rateText, useRates } from '@/components/live/rates';
import { classNames } from '@/components/ui/class-names';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import type { Level } from '../graph/level';
import type { Line } from '../graph/line';
import { useSelection } from '../selection-store';
import { colorOf, wordOf } from './line-look';
import { lineSelection } from './tunnel-line';

const SIZE: Record<Level, number> = { map: 120, far: 44, middle: 16, near: 12.5, close: 10 };

/** The name of a tunnel, above its line; the word of its health with it where that is not healthy. */
export const TunnelLabel = memo(function TunnelLabel({ line, level }: { line: Line; level: Level }) {
  const [a] = line.ends ?? [null];
  const rate = useRates(a?.hostId ?? '', a?.device ?? '').at(-1);
  if (!line.label) return null;
  const word = wordOf(line);
  const bits = rate ? rate.rxBits + rate.txBits : 0;
  const sick =
    line.mark.health === 'failed' || line.mark.health === 'degraded' || (word && line.kind === 'tunnel');
  const { Icon } = HEALTH_LOOK[line.mark.health];
  return (
    <span
      aria-hidden="true"
      className={classNames(
        'absolute inline-flex items-center gap-[0.35em] whitespace-nowrap rounded-sm px-[0.4em] font-semibold tabular',
        lineSelection(line) && 'cursor-pointer',
      )}
      style={{
        left: line.label.at.x,
        top: line.label.at.y,
        fontSize: SIZE[level],
        lineHeight: 1.45,
        color: inkOf(line),
        background: 'var(--canvas)',
        transform: 'translate(-50%, calc(-100% - 0.45em))',
        pointerEvents: 'auto',
      }}
      onPointerDown={() => {
        const about = lineSelection(line);
        if (about) useSelection.getState().select(about);
      }}
    >
      {sick && line.ghost === 'none' && !line.mark.stale && (
        <Icon className="size-[1.1em]" strokeWidth={2.5} />
      )}
      {line.label.text}
      {word && line.ends
        ? ` · ${word}`
        : line.kind === 'tunnel' && level !== 'middle' && bits >= 1000
          ? ` · ${rateText(bits)}`
          : ''}
    </span>
  );
});

/** Lines may be pale; what is written about them may not. */
function inkOf(line: Line): string {
  const { health } = line.mark;
  if (line.ghost === 'none' && line.ends === null)
    return health === 'failed' || health === 'degraded' ? `var(--${health})` : 'var(--muted)';
  const color = colorOf(line);
  return color === 'var(--line-strong)' ? 'var(--muted)' : color;
}
