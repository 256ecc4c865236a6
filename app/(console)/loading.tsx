import { Skeleton } from '@/components/ui/skeleton';

export default function ConsoleLoading() {
  return (
    <div role="status" aria-label="Loading" className="min-w-0 flex-1 bg-canvas px-7 py-8">
      <Skeleton className="h-6 w-40" />
      <Skeleton className="mt-3 h-4 w-80 max-w-full" />
      <Skeleton className="mt-8 h-64 w-full" />
    </div>
  );
}
