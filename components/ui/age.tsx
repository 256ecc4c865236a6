'use client';

import { useEffect, useRef } from 'react';
import { classNames } from './class-names';
import { onTick, serverNow } from './clock';
import { durationText } from './duration';

/**
 * How long ago `at` was (milliseconds since the epoch, server's clock), ticking. It writes its own text node: an
 * age for each of hundreds of things must not make React render five times a second.
 */
export function Age({
  at,
  suffix = '',
  staleAfterMs = 60_000,
  className,
}: {
  at: number | null;
  /** Such as " ago". */
  suffix?: string;
  /** From then on it is marked `data-stale`, and italic. */
  staleAfterMs?: number;
  className?: string;
}) {
  const ref = useRef<HTMLTimeElement>(null);
  useEffect(() => {
    if (at === null) return;
    const write = () => {
      const element = ref.current;
      if (!element) return;
      const age = serverNow() - at;
      const text = durationText(age) + suffix;
      if (element.textContent !== text) element.textContent = text;
      element.toggleAttribute('data-stale', age > staleAfterMs);
    };
    write();
    return onTick(write);
  }, [at, suffix, staleAfterMs]);
  if (at === null) return <span className={classNames('text-faint', className)}>never</span>;
  return (
    <time
      ref={ref}
      dateTime={new Date(at).toISOString()}
      title={new Date(at).toLocaleString()}
      suppressHydrationWarning
      className={classNames(
        'whitespace-nowrap tabular data-[stale]:text-faint data-[stale]:italic',
        className,
      )}
    />
  );
}
