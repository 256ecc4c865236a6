'use client';

import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Evidence } from '@/server/api/types';
import { sentence } from './adopt-words';

/** Something to open: a line that says what is inside, and how much. */
export function Fold({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  return (
    <details className="group/fold min-w-0 border-line border-t">
      <summary className="flex cursor-pointer select-none list-none items-center gap-2 px-4 py-2.5 text-sm hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-3.5 shrink-0 text-faint transition-transform group-open/fold:rotate-90 motion-reduce:transition-none"
        />
        <span className="font-medium text-ink">{title}</span>
        <span className="text-faint text-xs tabular">{count}</span>
      </summary>
      <div className="px-4 pb-3.5">{children}</div>
    </details>
  );
}

/** Sentences, each with what was read on the hosts below it. */
export function EvidenceList({ list }: { list: readonly Evidence[] }) {
  return (
    <ul className="flex flex-col gap-3">
      {list.map((one) => (
        <li key={`${one.hostId} ${one.sentence}`} className="min-w-0 text-sm">
          <p className="text-pretty text-ink">{sentence(one.sentence)}</p>
          {one.read && (
            <pre className="mt-1.5 overflow-x-auto rounded-md border border-line bg-sunken px-2.5 py-1.5 font-mono text-2xs text-muted leading-relaxed">
              {one.read}
            </pre>
          )}
        </li>
      ))}
    </ul>
  );
}
