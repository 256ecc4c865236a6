import type { ReactNode } from 'react';

/** A page of the console with its heading; it scrolls by itself. */
export function PageFrame({
  title,
  lead,
  actions,
  wide = false,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  /** For tables with many columns. */
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <main className="min-h-0 min-w-0 flex-1 overflow-y-auto bg-canvas print:overflow-visible">
      <div
        className={`mx-auto flex w-full flex-col gap-5 px-4 py-6 sm:px-7 sm:py-8 ${wide ? 'max-w-400' : 'max-w-280'}`}
      >
        <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
          <div className="min-w-0">
            <h1 className="font-semibold text-ink text-xl tracking-tight">{title}</h1>
            {lead && <p className="mt-1 max-w-160 text-pretty text-muted text-sm">{lead}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
        {children}
      </div>
    </main>
  );
}

/** A surface for one subject on a page. */
export function Card({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <section className={`rounded-lg border border-line bg-surface shadow-card ${className}`}>
      {children}
    </section>
  );
}
