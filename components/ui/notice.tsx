import { CircleAlert, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

export type Severity = 'error' | 'warning' | 'note';

const LOOKS: Record<Severity, { classes: string; icon: string; Icon: LucideIcon; word: string }> = {
  error: {
    classes: 'border-failed/35 bg-failed-soft',
    icon: 'text-failed',
    Icon: CircleAlert,
    word: 'Error',
  },
  warning: {
    classes: 'border-degraded/35 bg-degraded-soft',
    icon: 'text-degraded',
    Icon: TriangleAlert,
    word: 'Warning',
  },
  note: { classes: 'border-pending/30 bg-pending-soft', icon: 'text-pending', Icon: Info, word: 'Note' },
};

/** A sentence that needs to be seen where it matters, with what can be done beside it. */
export function Notice({
  severity,
  children,
  action,
  live = false,
  className,
}: {
  severity: Severity;
  children: ReactNode;
  action?: ReactNode;
  /** It appeared while the page was read: announce it. */
  live?: boolean;
  className?: string;
}) {
  const { classes, icon, Icon, word } = LOOKS[severity];
  return (
    <div
      role={live ? 'alert' : undefined}
      className={classNames(
        'flex items-start gap-2.5 rounded-md border px-3 py-2 text-ink text-sm',
        classes,
        className,
      )}
    >
      <Icon role="img" aria-label={word} className={classNames('mt-0.5 size-4 shrink-0', icon)} />
      <div className="min-w-0 flex-1 break-words">{children}</div>
      {action && <div className="flex shrink-0 items-center gap-2">{action}</div>}
    </div>
  );
}
