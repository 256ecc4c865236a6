import { Compass } from 'lucide-react';
import Link from 'next/link';
import { Mark } from '@/components/shell/brand';
import { buttonClasses } from '@/components/ui/button-classes';
import { EmptyState } from '@/components/ui/empty-state';

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center bg-canvas">
      <Mark className="size-8" />
      <EmptyState
        page
        icon={<Compass aria-hidden />}
        title="There is no such page"
        action={
          <Link href="/" className={buttonClasses('primary')}>
            Go to the topology
          </Link>
        }
      >
        The address may be of an older version, or mistyped.
      </EmptyState>
    </main>
  );
}
