'use client';

import { Download } from 'lucide-react';
import { ENDED_BADLY, ENDED_WORDS } from '@/components/panels/frames/ended-words';
import { FrameSearch } from '@/components/panels/frames/frame-search';
import { PauseButton } from '@/components/panels/frames/pause-button';
import { saveFile } from '@/components/panels/frames/save-file';
import { Button } from '@/components/ui/button';
import { Choice } from '@/components/ui/choice';
import { classNames } from '@/components/ui/class-names';
import { tracePcapng } from '@/server/model/trace-file';
import { type TraceRun, useTraced } from './trace-store';

const SHOWN = [
  { value: 'all', label: 'All' },
  { value: 'lost', label: 'Lost' },
] as const;

/** What can be done with what was seen, and how it stands. */
export function TraceBar({
  run,
  query,
  onQuery,
  onlyLost,
  onOnlyLost,
  shown,
}: {
  run: TraceRun;
  query: string;
  onQuery(query: string): void;
  onlyLost: boolean;
  onOnlyLost(on: boolean): void;
  /** How many are shown, or null where that is all. */
  shown: number | null;
}) {
  const { count, pausedAt, pause } = useTraced();
  const state =
    run.end !== null
      ? ENDED_WORDS[run.end.reason]
      : run.state === 'starting'
        ? 'Comparing clocks, and beginning to look at every hop…'
        : run.state === 'ending'
          ? 'Stopping…'
          : `Looking at ${run.hops.length - Object.keys(run.unseen).length} hops, for ${run.seconds} s at most`;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-2.5 gap-y-1.5 border-line border-b px-4 py-1.5">
      <FrameSearch label="Search packets" query={query} onQuery={onQuery} />
      <Choice
        label="Show"
        options={SHOWN}
        value={onlyLost ? 'lost' : 'all'}
        onChange={(shown) => onOnlyLost(shown === 'lost')}
      />
      {run.state !== 'ended' && <PauseButton paused={pausedAt !== null} onPause={pause} />}
      <p className="min-w-0 text-muted text-xs tabular" data-testid="trace-count" aria-live="off">
        {shown !== null && `${shown.toLocaleString('en')} of `}
        <span className="font-semibold text-ink">{count.toLocaleString('en')}</span>{' '}
        {count === 1 ? 'packet' : 'packets'}
        {pausedAt !== null &&
          count > pausedAt &&
          `, ${(count - pausedAt).toLocaleString('en')} since the pause`}
      </p>
      <p
        data-testid="trace-state"
        className={classNames(
          'text-xs',
          run.end && ENDED_BADLY.has(run.end.reason) ? 'text-failed' : 'text-faint',
        )}
      >
        {state}
      </p>
      <Button
        size="sm"
        className="ml-auto"
        icon={<Download aria-hidden className="size-3.5" />}
        data-testid="trace-download"
        disabledReason={count === 0 && 'Nothing was seen yet'}
        onClick={() => download(run)}
      >
        pcapng
      </Button>
    </div>
  );
}

function download({ from, to, hops, hosts, snapLength, packets }: TraceRun): void {
  const offsets = Object.fromEntries(hosts.map(({ hostId, offsetUs }) => [hostId, offsetUs]));
  const parts = tracePcapng(hops, packets.frames, packets.rows, offsets, snapLength);
  saveFile(`${from}-${to}.pcapng`, parts, 'application/x-pcapng');
}
