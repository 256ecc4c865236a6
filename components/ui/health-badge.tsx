import { Check, CircleDashed, CircleHelp, CircleX, type LucideIcon, TriangleAlert } from 'lucide-react';
import { Badge, TONE_TEXT, type Tone } from './badge';
import { classNames } from './class-names';

/** Health is colour, icon and word together, never colour alone. */
export type HealthName = 'healthy' | 'degraded' | 'failed' | 'unknown' | 'pending';

export type HealthLook = { word: string; tone: Tone; Icon: LucideIcon /** A CSS colour. */; color: string };

export const HEALTH_LOOK: Record<HealthName, HealthLook> = {
  healthy: { word: 'healthy', tone: 'healthy', Icon: Check, color: 'var(--healthy)' },
  degraded: { word: 'degraded', tone: 'degraded', Icon: TriangleAlert, color: 'var(--degraded)' },
  failed: { word: 'failed', tone: 'failed', Icon: CircleX, color: 'var(--failed)' },
  unknown: { word: 'unknown', tone: 'unknown', Icon: CircleHelp, color: 'var(--unknown)' },
  pending: { word: 'pending', tone: 'pending', Icon: CircleDashed, color: 'var(--pending)' },
};

export function HealthBadge({ health, word }: { health: HealthName; word?: string }) {
  const { Icon, tone, word: own } = HEALTH_LOOK[health];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {word ?? own}
    </Badge>
  );
}

/** The same without a background, for dense places. */
export function HealthMark({
  health,
  word,
  className,
}: {
  health: HealthName;
  word?: string;
  className?: string;
}) {
  const { Icon, tone, word: own } = HEALTH_LOOK[health];
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1.5 whitespace-nowrap font-medium',
        TONE_TEXT[tone],
        className,
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {word ?? own}
    </span>
  );
}
