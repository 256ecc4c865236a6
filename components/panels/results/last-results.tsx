'use client';

import type { ReactNode } from 'react';
import type { ResultKind, ResultLine } from '@/server/api/types';
import { ResultList } from './result-list';
import { useRecentResults } from './use-results';

/** What others found, where one has not probed oneself; `children` where there is nothing. */
export function LastResults({
  kinds,
  open,
  children,
}: {
  kinds: ResultKind[];
  open?: (line: ResultLine) => void;
  children: ReactNode;
}) {
  const { data } = useRecentResults(kinds);
  if (!data || data.length === 0) return children;
  return (
    <section aria-label="Last results" className="min-h-0 flex-1 overflow-y-auto py-1.5">
      <h3 className="px-4 pb-1 font-medium text-muted text-xs">Last results</h3>
      <ResultList results={data} {...(open && { open })} />
    </section>
  );
}
