'use client';

import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';
import { Tooltip } from './tooltip';

export type ButtonLook = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'sm' | 'md';

const LOOKS: Record<ButtonLook, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong shadow-[0_1px_2px_rgb(0_0_0/0.12)]',
  secondary: 'border border-line-strong/70 bg-raised text-ink hover:bg-hover active:bg-pressed',
  ghost: 'text-muted hover:bg-hover hover:text-ink active:bg-pressed',
  danger: 'bg-danger text-on-danger hover:bg-danger-strong',
};

const SIZES: Record<ButtonSize, string> = {
  sm: 'h-7 gap-1.5 rounded-sm px-2.5 text-xs',
  md: 'h-8.5 gap-2 rounded-md px-3.5 text-sm',
};

/** Classes of a button, for a link that looks like one. */
export function buttonClasses(look: ButtonLook = 'secondary', size: ButtonSize = 'md'): string {
  return classNames(
    'inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap font-semibold transition-colors duration-100',
    'aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-faint aria-disabled:shadow-none',
    LOOKS[look],
    SIZES[size],
  );
}

export type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & {
  look?: ButtonLook;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Something is under way that this button began. */
  busy?: boolean;
  /** Why it cannot be pressed now; it stays focusable, so that the reason can be read. */
  disabledReason?: string | null | false;
};

export function Button({
  look = 'secondary',
  size = 'md',
  icon,
  busy = false,
  disabledReason,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const blocked = busy || Boolean(disabledReason);
  const button = (
    <button
      type={type}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      className={classNames(buttonClasses(look, size), className)}
      onClick={(event) => {
        if (blocked) event.preventDefault();
        else onClick?.(event);
      }}
      {...rest}
    >
      {busy ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : icon}
      {children}
    </button>
  );
  return disabledReason ? <Tooltip content={disabledReason}>{button}</Tooltip> : button;
}
