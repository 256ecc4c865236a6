import type { ReactNode } from 'react';

export function Section({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <h2 className="section-title">{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** `of`: how many there are, where it could be fewer. */
export function Figure({ what, count, of }: { what: string; count: number; of?: number }) {
  return (
    <div>
      <dt className="text-muted text-xs">{what}</dt>
      <dd className="font-semibold text-ink text-xl tabular">
        {count.toLocaleString('en')}
        {of !== undefined && of !== count && (
          <span className="font-normal text-muted text-sm"> of {of.toLocaleString('en')}</span>
        )}
      </dd>
    </div>
  );
}
