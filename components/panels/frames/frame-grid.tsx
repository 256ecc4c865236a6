'use client';

import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import { FollowButton } from '@/components/ui/follow-button';
import { visibleRows } from '@/components/ui/virtual-window';

/** Pixels. */
const ROW = 24;

/**
 * Rows of which only those in view are there. It follows the end until somebody scrolls up. A row is known by its place
 * in the order of arrival, which stays its own when older ones go.
 * `rows`: places of those that are shown, or null for all from `first` up to `end`.
 */
export function FrameGrid({
  label,
  testId,
  first = 0,
  end,
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
  first?: number;
  end: number;
  rows: readonly number[] | null;
  follow: boolean;
  selected: number | null;
  onSelect(place: number): void;
  head: ReactNode;
  /** Class of the least width of a row. */
  width: string;
  /** Cells of a row. */
  row(place: number): ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollTop: 0, height: 400 });
  const [following, setFollowing] = useState(true);
  const total = rows ? rows.length : end - first;
  const placeAt = (at: number) => (rows ? (rows[at] ?? 0) : first + at);
  const rowOf = (place: number) => (rows ? rows.findIndex((one) => one >= place) : place - first);
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

  // Old rows went: what somebody reads stays where it is.
  const top = useRef<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what goes moves the rows
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || (follow && following) || top.current === null) return;
    const within = element.scrollTop % ROW;
    element.scrollTop = Math.max(0, rowOf(top.current)) * ROW + within;
  }, [first]);
  useEffect(() => {
    top.current = total > 0 ? placeAt(Math.floor(view.scrollTop / ROW)) : null;
  });

  const move = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / ROW) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    if (step === undefined || total === 0) return;
    event.preventDefault();
    const now = selected === null ? -1 : rowOf(selected);
    const at = Math.min(total - 1, Math.max(0, now + step));
    onSelect(placeAt(at));
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
          {Array.from({ length: to - from }, (_, i) => placeAt(from + i)).map((place, i) => (
            // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: see above; the grid has the focus and the keys
            <div
              key={place}
              id={`${testId}-${place}`}
              role="row"
              aria-rowindex={from + i + 2}
              aria-selected={place === selected}
              style={{ height: ROW }}
              onClick={() => onSelect(place)}
              className={classNames(
                'flex cursor-default items-center gap-2.5 whitespace-nowrap px-3',
                place === selected ? 'bg-accent-soft' : 'hover:bg-hover',
              )}
            >
              {row(place)}
            </div>
          ))}
        </div>
      </div>
      {follow && !following && <FollowButton onFollow={() => setFollowing(true)} />}
    </div>
  );
}
