'use client';

import { carriageKey } from '@/components/live/live-facts';
import { useLive } from '@/components/live/live-store';
import { Age } from '@/components/ui/age';
import { TONE_TEXT, type Tone } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import type { Carriage } from '@/server/live/carriage';
import { type CarriageVerdict, carriageText, carriageVerdict } from './carriage-text';

const LOOK: Record<CarriageVerdict, { word: string; tone: Tone }> = {
  carried: { word: 'carried', tone: 'healthy' },
  lossy: { word: 'lossy', tone: 'degraded' },
  lost: { word: 'not carried', tone: 'failed' },
};

/** `vtep`: of the host that asks, which tells the family. */
export function useCarriage(from: string, to: string, vtep: string | null): Carriage | null {
  return useLive((state) =>
    vtep === null ? null : (state.carriage[carriageKey({ from, to, source: vtep })] ?? null),
  );
}

/** What the last probe of one way between two VTEPs said, and when. */
export function CarriageWay({ way }: { way: Carriage | null }) {
  if (!way) return <span className="text-muted">not probed yet</span>;
  const { word, tone } = LOOK[carriageVerdict(way)];
  return (
    <span>
      <span className={classNames('font-medium', TONE_TEXT[tone])}>{word}</span>{' '}
      <span className="tabular">{carriageText(way)}</span>{' '}
      <span className="text-muted text-xs">
        <Age at={way.at} suffix=" ago" staleAfterMs={120_000} />
      </span>
    </span>
  );
}
