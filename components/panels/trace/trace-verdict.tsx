'use client';

import { CircleCheck, CircleX, Clock, LoaderCircle, TriangleAlert } from 'lucide-react';
import { TONE_TEXT } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import { hopText } from '@/server/model/trace';
import type { TraceCount, TraceDirection } from '@/server/model/trace-row';
import { countText } from '@/server/model/trace-text';
import { clockText } from './hop-times';
import type { TraceRun } from './trace-store';

/** Where packets end, in a sentence for each way, and what may be doubted of it. */
export function TraceVerdict({ run, counts }: { run: TraceRun; counts: Record<TraceDirection, TraceCount> }) {
  const clocks = clockText(run);
  const dropped = (run.end?.droppedByKernel ?? []).flatMap((count, i) => {
    const hop = run.hops[i];
    return count !== null && count > 0 && hop ? [`${count.toLocaleString('en')} at ${hopText(hop)}`] : [];
  });
  const blind = Object.entries(run.unseen).flatMap(([i, why]) => {
    const hop = run.hops[Number(i)];
    return hop ? [`${hopText(hop)} cannot be looked at: ${why}.`] : [];
  });
  const unsent = run.pings?.filter(({ error }) => error !== null) ?? [];
  return (
    <div
      className="flex shrink-0 flex-col gap-1 border-line border-b px-4 py-1.5 text-xs"
      data-testid="trace-verdict"
    >
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        <Way count={counts.there} run={run} ends={[run.from, run.to]} />
        <Way count={counts.back} run={run} ends={[run.to, run.from]} />
        {clocks && (
          <span className="flex items-center gap-1.5 text-faint" data-testid="trace-clocks">
            <Clock aria-hidden className="size-3.5 shrink-0" />
            {clocks}
          </span>
        )}
      </div>
      {[
        ...blind,
        ...unsent.map(({ from, to, error }) => `No echoes from ${from} to ${to}: ${error}.`),
        ...(dropped.length > 0
          ? [
              `The kernel dropped frames before they were looked at: ${dropped.join(', ')}. Gaps there may be no loss.`,
            ]
          : []),
      ].map((sentence) => (
        <p key={sentence} className="flex items-center gap-1.5 text-degraded">
          <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
          {sentence}
        </p>
      ))}
    </div>
  );
}

function Way({ count, run, ends }: { count: TraceCount; run: TraceRun; ends: readonly [string, string] }) {
  const text = countText(count, run.hops, ends);
  const isOpen = count.packets === 0 || count.lost + count.arrived < count.packets;
  const isRunning = run.state !== 'ended';
  const tone = count.lost > 0 ? 'failed' : isOpen ? 'neutral' : 'healthy';
  const Icon =
    count.lost > 0 ? CircleX : isOpen && isRunning ? LoaderCircle : isOpen ? TriangleAlert : CircleCheck;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Icon aria-hidden className={classNames('size-3.5 shrink-0', TONE_TEXT[tone])} />
      <span className={classNames('min-w-0', count.lost > 0 ? 'font-medium text-failed' : 'text-ink')}>
        {count.packets === 0 && isRunning ? `No packet from ${ends[0]} to ${ends[1]} yet` : text}
      </span>
    </span>
  );
}
