'use client';

import { CircleAlert } from 'lucide-react';
import Link from 'next/link';
import { useEffect } from 'react';
import { Button } from '@/components/ui/button';
import { buttonClasses } from '@/components/ui/button-classes';
import { EmptyState } from '@/components/ui/empty-state';

export default function ConsoleError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset(): void;
}) {
  useEffect(() => {
    console.error(error);
  }, [error]);
  return (
    <main className="flex min-w-0 flex-1 items-center justify-center overflow-y-auto bg-canvas">
      <EmptyState
        page
        icon={<CircleAlert aria-hidden />}
        title="This part of the page broke"
        action={
          <>
            <Button look="primary" onClick={reset}>
              Try again
            </Button>
            <Link href="/hosts" className={buttonClasses('secondary')}>
              Go to hosts
            </Link>
          </>
        }
      >
        The hosts and your draft are not affected. If it breaks again, reload the page; the log of the browser
        has the reason{error.digest ? ` (${error.digest})` : ''}.
      </EmptyState>
    </main>
  );
}
