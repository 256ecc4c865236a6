'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { classNames } from './class-names';
import { Input } from './input';
import { visibleRows } from './virtual-window';

export type VirtualColumn<T> = {
  id: string;
  title: string;
  /** Smaller first. */
  compare(a: T, b: T): number;
};

/** From this many rows on there is a box that filters them. */
const FILTER_FROM = 8;

/**
 * A table of any length in a space of its own: only the rows in view are drawn. `render` gives the cells of a row
 * (`role="cell"`), of which all have one height.
 */
export function VirtualTable<T>({
  label,
  rows,
  keyOf,
  columns,
  textOf,
  render,
  rowHeight = 44,
  mostHeight = 352,
  testId,
}: {
  label: string;
  rows: readonly T[];
  keyOf(row: T): string;
  /** The order of `rows` holds until one of them is chosen. */
  columns: readonly VirtualColumn<T>[];
  /** What the filter looks in; lower case. */
  textOf(row: T): string;
  render(row: T): ReactNode;
  /** Pixels. */
  rowHeight?: number;
  mostHeight?: number;
  testId?: string;
}) {
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<{ id: string; down: boolean } | null>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const body = useRef<HTMLDivElement>(null);
  const terms = query.trim().toLowerCase();

  const fitting = useMemo(() => {
    if (terms === '') return rows;
    const words = terms.split(/\s+/);
    return rows.filter((row) => {
      const text = textOf(row);
      return words.every((word) => text.includes(word));
    });
  }, [rows, terms, textOf]);
  const sorted = useMemo(() => {
    const column = sort && columns.find(({ id }) => id === sort.id);
    if (!column) return fitting;
    return fitting.toSorted(sort.down ? (a, b) => column.compare(b, a) : column.compare);
  }, [fitting, sort, columns]);

  const height = Math.min(mostHeight, sorted.length * rowHeight);
  const { from, to } = visibleRows(sorted.length, { scrollTop, height, rowHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter or order is read from its top
  useEffect(() => {
    if (body.current) body.current.scrollTop = 0;
  }, [terms, sort]);

  return (
    <div className="flex min-w-0 flex-col gap-1.5" data-testid={testId}>
      {rows.length >= FILTER_FROM && (
        <div className="flex items-center gap-2">
          <Input
            className="!h-7 !text-xs"
            aria-label={`Filter ${label}`}
            placeholder="Filter"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <span className="shrink-0 text-faint text-xs tabular" aria-live="polite">
            {terms === ''
              ? rows.length.toLocaleString('en')
              : `${sorted.length.toLocaleString('en')} of ${rows.length.toLocaleString('en')}`}
          </span>
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: rows out of view are not there, which a table element cannot say */}
      <div role="table" aria-label={label} aria-rowcount={sorted.length + 1} className="live-data text-xs">
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup">
          {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see above; its buttons have the focus */}
          <div role="row" aria-rowindex={1} className="flex flex-wrap gap-x-1 border-line border-b pb-1">
            {columns.map((column) => (
              <Head
                key={column.id}
                column={column}
                sorted={sort?.id === column.id ? (sort.down ? 'down' : 'up') : 'no'}
                onSort={() =>
                  setSort((before) =>
                    before?.id !== column.id
                      ? { id: column.id, down: false }
                      : before.down
                        ? null
                        : { id: column.id, down: true },
                  )
                }
              />
            ))}
          </div>
        </div>
        {sorted.length === 0 ? (
          <p className="py-2 text-muted">{rows.length === 0 ? 'No entries.' : 'Nothing fits the filter.'}</p>
        ) : (
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div
            ref={body}
            role="rowgroup"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            tabIndex={0}
            aria-label={`Rows of ${label}`}
            style={{ height }}
            className="overflow-y-auto overflow-x-hidden"
            onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
          >
            <div style={{ height: sorted.length * rowHeight, paddingTop: from * rowHeight }}>
              {sorted.slice(from, to).map((row, i) => (
                // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see above; what can be chosen in it has the focus
                <div
                  key={keyOf(row)}
                  role="row"
                  aria-rowindex={from + i + 2}
                  style={{ height: rowHeight }}
                  className="overflow-hidden border-line border-b"
                >
                  {render(row)}
                </div>
              ))}
            </div>
          </div>
        )}
      </div>
    </div>
  );
}

const SORTED = { no: 'none', up: 'ascending', down: 'descending' } as const;

function Head<T>({
  column: { title },
  sorted,
  onSort,
}: {
  column: VirtualColumn<T>;
  sorted: keyof typeof SORTED;
  onSort(): void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: its button has the focus
    <span role="columnheader" aria-sort={SORTED[sorted]}>
      <button
        type="button"
        onClick={onSort}
        className={classNames(
          'flex items-center gap-1 rounded-sm px-1 py-0.5 font-medium hover:bg-hover hover:text-ink',
          sorted === 'no' ? 'text-muted' : 'text-ink',
        )}
      >
        {title}
        {sorted === 'up' && <ArrowUp aria-hidden className="size-3" />}
        {sorted === 'down' && <ArrowDown aria-hidden className="size-3" />}
      </button>
    </span>
  );
}

/** A cell of a row, in one line. */
export function VirtualCell({
  className,
  title,
  children,
}: {
  className?: string;
  title?: string;
  children?: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see VirtualTable
    <span role="cell" title={title} className={className}>
      {children}
    </span>
  );
}
