'use client';

import { Popover as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

/** Content that floats beside its trigger. */
export function Popover({
  trigger,
  children,
  align = 'end',
  label,
  open,
  onOpenChange,
}: {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'center' | 'end';
  label: string;
  open?: boolean;
  onOpenChange?(open: boolean): void;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-[60] min-w-52 max-w-[calc(100vw-1rem)] rounded-lg border border-line bg-raised p-1.5 text-sm shadow-float outline-none motion-safe:animate-rise"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
