import type { ReactNode } from 'react';
import { classNames } from './class-names';

/** What to say, and to do next, where there is nothing to show. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  page = false,
  className,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** It is all of the page, and its title the page's heading. */
  page?: boolean;
  className?: string;
}) {
  const Title = page ? 'h1' : 'p';
  return (
    <div
      className={classNames('mx-auto flex max-w-md flex-col items-center px-6 py-10 text-center', className)}
    >
      {icon && (
        <span className="mb-4 flex size-11 items-center justify-center rounded-lg bg-accent-soft text-accent-ink [&_svg]:size-5">
          {icon}
        </span>
      )}
      <Title className="text-balance font-semibold text-base text-ink">{title}</Title>
      {children && <div className="mt-1.5 text-pretty text-muted text-sm">{children}</div>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
