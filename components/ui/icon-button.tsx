'use client';

import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';
import { Tooltip } from './tooltip';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'disabled' | 'children' | 'aria-label'> & {
  /** What it does; the accessible name and the tooltip. */
  label: string;
  icon: ReactNode;
  /** Further tooltip content, such as a key. */
  hint?: ReactNode;
  size?: 'sm' | 'md';
  look?: 'plain' | 'bordered';
  disabledReason?: string | null | false;
  side?: 'top' | 'right' | 'bottom' | 'left';
};

/** A square button that shows only an icon. */
export function IconButton({
  label,
  icon,
  hint,
  size = 'md',
  look = 'plain',
  disabledReason,
  side,
  className,
  onClick,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip
      side={side}
      content={
        <>
          <span>{disabledReason ? disabledReason : label}</span>
          {hint}
        </>
      }
    >
      <button
        type="button"
        aria-label={label}
        aria-disabled={disabledReason ? true : undefined}
        className={classNames(
          'inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-100 hover:bg-hover hover:text-ink active:bg-pressed',
          'aria-disabled:cursor-not-allowed aria-disabled:text-line-strong aria-disabled:hover:bg-transparent [&_svg]:size-4',
          size === 'sm' ? 'size-7' : 'size-8.5',
          look === 'bordered' && 'border border-line-strong/70 bg-raised',
          className,
        )}
        onClick={(event) => {
          if (!disabledReason) onClick?.(event);
        }}
        {...rest}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
