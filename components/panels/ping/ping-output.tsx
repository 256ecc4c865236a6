'use client';

import { useEffect, useRef, useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import { FollowButton } from '@/components/ui/follow-button';
import type { PingRun } from './ping-store';

/** What ping prints, line by line. It follows the end until somebody scrolls up. */
export function PingOutput({ run }: { run: PingRun }) {
  const box = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what moves the end
  useEffect(() => {
    if (following && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [run.lines.length, run.error, following]);
  return (
    <div className="relative h-full min-h-0">
      <div
        ref={box}
        role="log"
        aria-label="Output of ping"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        data-testid="ping-lines"
        className="h-full overflow-y-auto px-4 py-2.5 font-mono text-ink text-xs leading-5"
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          setFollowing(scrollHeight - scrollTop - clientHeight < 24);
        }}
      >
        {run.lines.map((line, i) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: lines only ever join at the end
            key={i}
            className={classNames(
              'min-h-5 whitespace-pre-wrap break-words',
              line.kind === 'line' && 'text-muted',
              line.kind === 'silent' && 'text-failed',
            )}
          >
            {line.text}
          </div>
        ))}
        {run.state === 'running' && run.lines.length === 0 && <div className="text-muted">Starting…</div>}
        {run.error && (
          <div className="mt-1 whitespace-pre-wrap break-words font-sans text-failed">{run.error}</div>
        )}
        {run.state === 'stopped' && (
          <div className="mt-1 font-sans text-muted">Stopped; the remote process was ended.</div>
        )}
      </div>
      {!following && <FollowButton onFollow={() => setFollowing(true)} />}
    </div>
  );
}
