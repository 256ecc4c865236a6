'use client';

import { ENDED_BADLY, ENDED_WORDS } from '@/components/panels/frames/ended-words';
import { FrameSearch } from '@/components/panels/frames/frame-search';
import { PauseButton } from '@/components/panels/frames/pause-button';
import { Choice } from '@/components/ui/choice';
import { CopyButton } from '@/components/ui/copy-button';
import { bytesText } from '@/server/model/bytes-text';
import { type CaptureRun, useCapture } from './capture-store';
import { DownloadButton } from './download-button';
import type { TableLook } from './packet-table';
import { SavedButton } from './saved-captures';

const LOOKS = [
  { value: 'table', label: 'Table' },
  { value: 'lines', label: 'tcpdump' },
] as const;

/** What can be done with what was captured, how much it is, and what was lost. */
export function CaptureBar({
  run,
  query,
  onQuery,
  found,
  look,
  onLook,
}: {
  run: CaptureRun;
  query: string;
  onQuery(query: string): void;
  /** How many frames fit the search, or null where there is none. */
  found: number | null;
  look: TableLook;
  onLook(look: TableLook): void;
}) {
  const { seen, pausedAt, pause } = useCapture();
  const count = seen.captured;
  const running = run.state !== 'ended';
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-2.5 gap-y-1.5 border-line border-b px-4 py-1.5">
      <FrameSearch label="Search frames" query={query} onQuery={onQuery} />
      <Choice label="Show as" options={LOOKS} value={look} onChange={onLook} />
      {running && <PauseButton paused={pausedAt !== null} onPause={pause} />}
      <p className="min-w-0 text-muted text-xs tabular" data-testid="capture-count" aria-live="off">
        {found !== null && `${found.toLocaleString('en')} of `}
        <span className="font-semibold text-ink">{count.toLocaleString('en')}</span>{' '}
        {count === 1 ? 'frame' : 'frames'}
        {pausedAt !== null &&
          count > pausedAt.captured &&
          `, ${(count - pausedAt.captured).toLocaleString('en')} since the pause`}
        <NotHere count={count} here={seen.end - run.frames.first} />
      </p>
      <Outcome run={run} />
      <span className="ml-auto flex items-center gap-1.5">
        {run.argv.length > 0 && <CopyButton label="Copy the command" text={commandOf(run.argv)} />}
        <SavedButton />
        <DownloadButton id={run.id} disabledReason={count === 0 && 'Nothing was captured yet'} />
      </span>
    </div>
  );
}

/** A page holds the latest frames, and is told of fewer where they come faster than it can take them. */
function NotHere({ count, here }: { count: number; here: number }) {
  if (count <= here) return null;
  return (
    <span
      data-testid="capture-not-here"
      className="text-faint"
      title={`This page holds the latest ${here.toLocaleString('en')} frames; the file has all of them`}
    >
      {`, ${here.toLocaleString('en')} here, all in the file`}
    </span>
  );
}

/** How it stands: which limits it has, or what ended it and what was lost. */
function Outcome({ run }: { run: CaptureRun }) {
  const { end, limits, state } = run;
  if (!end) {
    const words = `at most ${limits.packets.toLocaleString('en')} or ${limits.seconds} s`;
    return (
      <p
        className="text-faint text-xs"
        data-testid="capture-state"
        title={`It ends at ${bytesText(limits.bytes)}, too`}
      >
        {state === 'starting' ? 'Starting…' : state === 'ending' ? 'Stopping…' : words}
      </p>
    );
  }
  const dropped = end.droppedByKernel;
  return (
    <p className="text-xs" data-testid="capture-state">
      <span className={ENDED_BADLY.has(end.reason) ? 'text-failed' : 'text-muted'}>
        {end.reason === 'packets' ? 'Ended at its limit of frames' : ENDED_WORDS[end.reason]}
      </span>
      {dropped !== null && (
        <span className={dropped > 0 ? 'font-semibold text-degraded' : 'text-faint'}>
          {dropped > 0
            ? ` · ${dropped.toLocaleString('en')} dropped by the host’s kernel`
            : ' · none dropped'}
        </span>
      )}
    </p>
  );
}

/** As an engineer would type it: words that a shell would take apart are quoted. */
function commandOf(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`)).join(' ');
}
