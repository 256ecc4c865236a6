'use client';

import { classNames } from '@/components/ui/class-names';
import { type PingRun, statisticsOf, usePing } from './ping-store';

/** The last runs; the one that is shown is marked. */
export function PingRuns() {
  const { runs, shownId, show } = usePing();
  return (
    <ul aria-label="Runs" className="flex shrink-0 gap-1.5 overflow-x-auto border-line border-b px-3 py-1.5">
      {runs.map((run) => (
        <li key={run.id} className="shrink-0">
          <button
            type="button"
            aria-pressed={run.id === (shownId ?? runs[0]?.id)}
            onClick={() => show(run.id)}
            className={classNames(
              'flex h-6.5 items-center gap-2 rounded-full px-2.5 text-xs transition-colors',
              run.id === (shownId ?? runs[0]?.id) ? 'bg-hover text-ink' : 'text-muted hover:bg-hover',
            )}
          >
            <span
              aria-hidden
              className="size-2 rounded-full"
              style={{ background: `var(--tenant-${run.tenantColor})` }}
            />
            <span className="whitespace-nowrap">
              {run.from} → {run.to}
            </span>
            <span className={classNames('whitespace-nowrap tabular', verdictTone(run))}>{verdict(run)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function verdict(run: PingRun): string {
  if (run.state === 'running') return 'running';
  if (run.state === 'failed') return 'failed';
  const { lossPercent, sent } = statisticsOf(run);
  if (sent === 0) return run.state;
  return lossPercent === 0 ? 'no loss' : `${Math.round(lossPercent)} % lost`;
}

function verdictTone(run: PingRun): string {
  if (run.state === 'running') return 'text-pending';
  if (run.state === 'failed') return 'text-failed';
  return statisticsOf(run).lossPercent > 0 ? 'text-failed' : 'text-healthy';
}
