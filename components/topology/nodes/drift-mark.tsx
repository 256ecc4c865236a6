import { Diff } from 'lucide-react';
import { classNames } from '@/components/ui/class-names';
import { counted } from '../graph/counted';
import type { DriftSpot } from '../graph/fabric-graph';

/** That something is not as it was asked for, and nobody changed the intent. Nothing where all is as it should be. */
export function DriftMark({ spots, className }: { spots: readonly DriftSpot[]; className?: string }) {
  if (spots.length === 0) return null;
  const weight = spots.some((spot) => spot.weight === 'failed') ? 'failed' : 'degraded';
  const title = spots.map((spot) => spot.sentence).join('\n');
  return (
    <span
      data-testid="drift-mark"
      title={title}
      className={classNames(
        'inline-flex shrink-0 items-center gap-[0.3em] rounded-full px-[0.5em] font-semibold tabular',
        weight === 'failed' ? 'bg-failed-soft text-failed' : 'bg-degraded-soft text-degraded',
        className,
      )}
    >
      <Diff aria-hidden className="size-[1.1em]" strokeWidth={2.5} />
      <span className="sr-only">{counted(spots.length, 'difference')} that nobody asked for</span>
      drift
    </span>
  );
}

/** The same on one device: a corner that is coloured. */
export function DriftCorner({ spot }: { spot: DriftSpot | null }) {
  if (!spot) return null;
  return (
    <span
      title={spot.sentence}
      className={classNames(
        'absolute top-0 right-0 flex size-4 items-center justify-center rounded-bl-md',
        spot.weight === 'failed' ? 'bg-failed text-surface' : 'bg-degraded text-surface',
      )}
    >
      <Diff role="img" aria-label={`Drift: ${spot.sentence}`} className="size-3" strokeWidth={2.75} />
    </span>
  );
}
