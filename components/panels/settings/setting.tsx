import type { ReactNode } from 'react';

/** One subject of the settings: what it is at the left, the controls at the right. */
export function Setting({ title, lead, children }: { title: string; lead: ReactNode; children: ReactNode }) {
  return (
    <div className="grid gap-x-10 gap-y-4 p-5 sm:p-6 md:grid-cols-[16rem_minmax(0,1fr)]">
      <div>
        <h2 className="font-semibold text-base text-ink">{title}</h2>
        <div className="mt-1 text-pretty text-muted text-sm">{lead}</div>
      </div>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
