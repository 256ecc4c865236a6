'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { IconButton } from './icon-button';

type DialogProps = {
  open: boolean;
  onClose(): void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Buttons, right aligned; the last one is the main action. */
  footer?: ReactNode;
  width?: 'sm' | 'md' | 'lg' | 'xl';
};

const WIDTHS = { sm: 'max-w-105', md: 'max-w-140', lg: 'max-w-190', xl: 'max-w-260' } as const;

/** A modal dialog in the middle; on narrow screens it takes the width. */
export function Dialog({ open, onClose, title, description, children, footer, width = 'md' }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-[rgb(8_12_20/0.36)] motion-safe:animate-fade-in" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={focusFirstField}
          className={classNames(
            'fixed top-1/2 left-1/2 z-50 flex max-h-[min(90dvh,52rem)] w-[calc(100vw-1.5rem)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-xl border border-line bg-raised shadow-float outline-none motion-safe:animate-fade-in',
            WIDTHS[width],
          )}
        >
          <header className="flex items-start gap-4 px-5 pt-4.5 pb-1">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-balance font-semibold text-ink text-lg">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-1 text-muted text-sm">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" icon={<X />} size="sm" className="-mr-1.5" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-3.5">{children}</div>
          {footer && (
            <footer className="flex flex-wrap items-center justify-end gap-2 rounded-b-xl border-line border-t bg-sunken px-5 py-3">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Into the first field, and where there is none onto the dialog itself: not onto the button that closes it. */
function focusFirstField(event: Event): void {
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement) || content.contains(document.activeElement)) return;
  event.preventDefault();
  const field = content.querySelector<HTMLElement>('input, select, textarea, [role="combobox"]');
  (field ?? content).focus();
}
