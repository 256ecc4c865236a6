import type { ReactNode } from 'react';
import { classNames } from './class-names';

export type Tone =
  | 'neutral'
  | 'accent'
  | 'healthy'
  | 'degraded'
  | 'failed'
  | 'unknown'
  | 'pending'
  | 'foreign';

const TONES: Record<Tone, string> = {
  neutral: 'bg-hover text-muted',
  accent: 'bg-accent-soft text-accent-ink',
  healthy: 'bg-healthy-soft text-healthy',
  degraded: 'bg-degraded-soft text-degraded',
  failed: 'bg-failed-soft text-failed',
  unknown: 'bg-unknown-soft text-unknown',
  pending: 'bg-pending-soft text-pending',
  foreign: 'bg-foreign-soft text-foreign',
};

/** Text colour alone, for words and icons without a background. */
export const TONE_TEXT: Record<Tone, string> = {
  neutral: 'text-muted',
  accent: 'text-accent-ink',
  healthy: 'text-healthy',
  degraded: 'text-degraded',
  failed: 'text-failed',
  unknown: 'text-unknown',
  pending: 'text-pending',
  foreign: 'text-foreign',
};

export function Badge({
  tone = 'neutral',
  icon,
  children,
  className,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={classNames(
        'inline-flex h-5.5 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 font-medium text-xs tabular [&_svg]:size-3.5 [&_svg]:shrink-0',
        TONES[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}
