'use client';

import { ArrowDownToLine } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { visibleRows } from '@/components/ui/virtual-window';

/** Pixels. */
const ROW = 24;

/**
 * Rows of which only those in view are there. It follows the end until somebody scrolls up.
 * `rows`: numbers of those that are shown, or null for the first `count`.
 */
export function FrameGrid({
  label,
  testId,
  count,
  rows,
  follow,
  selected,
  onSelect,
  head,
  width,
  row,
}: {
  label: string;
  testId: string;
  count: number;
  rows: readonly number[] | null;
  follow: boolean;
  selected: number | null;
  onSelect(index: number): void;
  head: ReactNode;
  /** Class of the least width of a row. */
  width: string;
  /** Cells of a row. */
  row(index: number): ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollTop: 0, height: 400 });
  const [following, setFollowing] = useState(true);
  const total = rows ? rows.length : count;
  const indexAt = (at: number) => (rows ? (rows[at] ?? 0) : at);
  const { from, to } = visibleRows(total, { ...view, rowHeight: ROW });

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setView((before) => ({ ...before, height: element.clientHeight }));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new row is what moves the end
  useEffect(() => {
    if (follow && following && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [total, follow, following]);

  const move = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / ROW) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    if (step === undefined || total === 0) return;
    event.preventDefault();
    const now = selected === null ? -1 : rows ? rows.indexOf(selected) : selected;
    const at = Math.min(total - 1, Math.max(0, now + step));
    onSelect(indexAt(at));
    setFollowing(false);
    const element = box.current;
    if (!element) return;
    if (at * ROW < element.scrollTop) element.scrollTop = at * ROW;
    else if ((at + 2) * ROW > element.scrollTop + element.clientHeight)
      element.scrollTop = (at + 2) * ROW - element.clientHeight;
  };

  return (
    <div className="relative h-full min-h-0">
      {/* biome-ignore lint/a11y/useSemanticElements: rows out of view are not there, which a table element cannot say */}
      <div
        ref={box}
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-activedescendant={selected === null ? undefined : `${testId}-${selected}`}
        tabIndex={0}
        data-testid={testId}
        className="h-full overflow-auto font-mono text-ink text-xs outline-offset-[-2px]"
        onKeyDown={move}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          setView({ scrollTop, height: clientHeight });
          setFollowing(scrollHeight - scrollTop - clientHeight < 2 * ROW);
        }}
      >
        {head}
        <div role="presentation" style={{ height: total * ROW, paddingTop: from * ROW }} className={width}>
          {Array.from({ length: to - from }, (_, i) => indexAt(from + i)).map((index, i) => (
            // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: see above; the grid has the focus and the keys
            <div
              key={index}
              id={`${testId}-${index}`}
              role="row"
              aria-rowindex={from + i + 2}
              aria-selected={index === selected}
              style={{ height: ROW }}
              onClick={() => onSelect(index)}
              className={classNames(
                'flex cursor-default items-center gap-2.5 whitespace-nowrap px-3',
                index === selected ? 'bg-accent-soft' : 'hover:bg-hover',
              )}
            >
              {row(index)}
            </div>
          ))}
        </div>
      </div>
      {follow && !following && (
        <Button
          size="sm"
          className="absolute right-4 bottom-3 shadow-float"
          icon={<ArrowDownToLine aria-hidden className="size-3.5" />}
          onClick={() => setFollowing(true)}
        >
          Follow
        </Button>
      )}
    </div>
  );
}
