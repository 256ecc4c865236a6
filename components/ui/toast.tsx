'use client';

import { useTheme } from 'next-themes';
import { Toaster as Sonner, toast } from 'sonner';

export { toast };

/** Where toasts appear; once per page. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
      closeButton
      toastOptions={{
        classNames: {
          toast: '!bg-raised !border-line !text-ink !shadow-float !rounded-lg !text-sm !font-sans',
          description: '!text-muted',
          success: '[&_[data-icon]]:!text-healthy',
          error: '[&_[data-icon]]:!text-failed',
          warning: '[&_[data-icon]]:!text-degraded',
          actionButton: '!bg-accent !text-on-accent !font-semibold',
          closeButton: '!bg-raised !border-line !text-muted',
        },
      }}
    />
  );
}
