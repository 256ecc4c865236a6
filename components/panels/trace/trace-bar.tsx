'use client';

import { Download, Pause, Play } from 'lucide-react';
import { saveFile } from '@/components/panels/frames/save-file';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { Input } from '@/components/ui/input';
import { tracePcapng } from '@/server/model/trace-file';
import { type TraceRun, useTraced } from './trace-store';

const ENDED = {
  packets: 'Ended at its limit of packets',
  bytes: 'Ended at its limit of bytes',
  time: 'Ended at its limit of time',
  stopped: 'Stopped',
  full: 'No more room to save it',
  lost: 'Connection lost',
  failed: 'Failed',
} as const;

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
      ? ENDED[run.end.reason]
      : run.state === 'starting'
        ? 'Comparing clocks, and beginning to look at every hop…'
        : run.state === 'ending'
          ? 'Stopping…'
          : `Looking at ${run.hops.length - Object.keys(run.unseen).length} hops, for ${run.seconds} s at most`;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-2.5 gap-y-1.5 border-line border-b px-4 py-1.5">
      <Input
        className="!h-7 !w-40 !text-xs max-sm:!w-full"
        aria-label="Search packets"
        placeholder="Search packets"
        value={query}
        onChange={(event) => onQuery(event.target.value)}
      />
      <fieldset aria-label="Show" className="flex overflow-hidden rounded-sm border border-line-strong/70">
        {[false, true].map((only) => (
          <button
            key={String(only)}
            type="button"
            aria-pressed={onlyLost === only}
            onClick={() => onOnlyLost(only)}
            className={classNames(
              'h-6.5 px-2.5 font-medium text-xs',
              onlyLost === only ? 'bg-hover text-ink' : 'text-muted hover:bg-hover',
            )}
          >
            {only ? 'Lost' : 'All'}
          </button>
        ))}
      </fieldset>
      {run.state !== 'ended' && (
        <Button
          size="sm"
          look="ghost"
          aria-pressed={pausedAt !== null}
          icon={
            pausedAt === null ? (
              <Pause aria-hidden className="size-3.5" />
            ) : (
              <Play aria-hidden className="size-3.5" />
            )
          }
          onClick={() => pause(pausedAt === null)}
        >
          {pausedAt === null ? 'Pause' : 'Go on'}
        </Button>
      )}
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
          run.end?.reason === 'failed' || run.end?.reason === 'lost' ? 'text-failed' : 'text-faint',
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
