'use client';

import { ResultList } from '@/components/panels/results/result-list';
import { useRecentResults } from '@/components/panels/results/use-results';

/** What paths, matrices and MTU measurements found last: what has a verdict about the network, not each ping. */
export function LatestProbes() {
  const { data } = useRecentResults(['path', 'matrix', 'mtu'], 3);
  if (!data || data.length === 0) return null;
  return (
    <section aria-label="Latest probes" className="shrink-0 border-line border-t pb-2">
      <h2 className="section-title px-5 pt-4 pb-1 2xl:!text-sm">Latest probes</h2>
      <ResultList results={data} dense className="px-1" />
    </section>
  );
}
