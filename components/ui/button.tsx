'use client';

import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { type ButtonLook, type ButtonSize, buttonClasses } from './button-classes';
import { classNames } from './class-names';
import { Tooltip } from './tooltip';

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
