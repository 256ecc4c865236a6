import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';

/** A table that scrolls sideways by itself where the page is narrow. `label` is its accessible name. */
export function Table({
  label,
  children,
  className,
}: {
  label: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="relative min-w-0 overflow-x-auto rounded-[inherit]">
      <table className={classNames('w-full border-collapse text-left text-sm', className)}>{children}</table>
    </section>
  );
}

export function HeadCell({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={classNames(
        'h-9 whitespace-nowrap border-line border-b px-3 font-medium text-faint text-xs first:pl-4 last:pr-4',
        className,
      )}
      {...rest}
    />
  );
}

export function Cell({ className, ...rest }: ComponentProps<'td'>) {
  return (
    <td
      className={classNames(
        'h-11 border-line border-b px-3 py-1.5 align-middle text-ink first:pl-4 last:pr-4',
        className,
      )}
      {...rest}
    />
  );
}
