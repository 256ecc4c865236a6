'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { IconButton } from './icon-button';

const SIDES = {
  left: 'inset-y-0 left-0 w-[min(22rem,calc(100vw-3rem))] border-r',
  right: 'inset-y-0 right-0 w-[min(26rem,calc(100vw-3rem))] border-l',
  bottom: 'inset-x-0 bottom-0 max-h-[85dvh] rounded-t-xl border-t',
} as const;

/** A panel that slides over the page from one side: what side panels become on narrow screens. */
export function Drawer({
  open,
  onClose,
  title,
  side,
  children,
}: {
  open: boolean;
  onClose(): void;
  title: string;
  side: keyof typeof SIDES;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(8_12_20/0.4)] motion-safe:animate-fade-in" />
        <Radix.Content
          aria-describedby={undefined}
          // Onto the panel, not onto the button that closes it.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
          className={classNames(
            'fixed z-40 flex flex-col border-line bg-surface shadow-float outline-none motion-safe:animate-fade-in',
            SIDES[side],
          )}
        >
          <header className="flex h-12 shrink-0 items-center justify-between border-line border-b pr-2 pl-4">
            <Radix.Title className="font-semibold text-ink text-sm">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close" icon={<X />} size="sm" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
