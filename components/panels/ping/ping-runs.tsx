'use client';

import { Square } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { CopyButton } from '@/components/ui/copy-button';
import { type ProbeRun, statisticsOf, usePing } from './ping-store';

/** The last runs, of which several may run at once; and what can be done with the one that is shown. */
export function PingRuns({ shown }: { shown: ProbeRun }) {
  const { runs, show, stop } = usePing();
  return (
    <div className="flex shrink-0 items-center gap-2 border-line border-b py-1.5 pr-3">
      <ul aria-label="Runs" className="flex min-w-0 flex-1 gap-1.5 overflow-x-auto pl-3">
        {runs.map((run) => (
          <li key={run.id} className="shrink-0">
            <button
              type="button"
              aria-pressed={run.id === shown.id}
              onClick={() => show(run.id)}
              className={classNames(
                'flex h-6.5 items-center gap-2 rounded-full px-2.5 text-xs transition-colors',
                run.id === shown.id ? 'bg-hover text-ink' : 'text-muted hover:bg-hover',
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
              <span className={classNames('whitespace-nowrap tabular', TONES[toneOf(run)])}>
                {verdict(run)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {shown.command && (
        <CopyButton text={shown.command} className="shrink-0">
          Copy command
        </CopyButton>
      )}
      {shown.state === 'running' && (
        <Button
          size="sm"
          data-testid="ping-stop"
          className="shrink-0"
          icon={<Square aria-hidden className="size-3" />}
          onClick={() => stop(shown.id)}
        >
          Stop
        </Button>
      )}
    </div>
  );
}

const TONES = { running: 'text-pending', bad: 'text-failed', good: 'text-healthy', none: 'text-muted' };

function verdict(run: ProbeRun): string {
  if (run.state === 'failed' || (run.kind === 'sweep' && run.state === 'running')) return run.state;
  if (run.kind === 'sweep') {
    if (!run.found) return run.state;
    return run.found.largest === null ? 'no answer' : `${run.found.largest} B`;
  }
  const { lossPercent, sent } = statisticsOf(run);
  if (sent === 0) return run.state;
  const loss = lossPercent === 0 ? 'no loss' : `${Math.round(lossPercent)} % lost`;
  return run.state === 'running' ? `running, ${loss}` : loss;
}

function toneOf(run: ProbeRun): keyof typeof TONES {
  if (run.state === 'failed') return 'bad';
  if (run.state === 'running')
    return run.kind === 'ping' && statisticsOf(run).lossPercent > 0 ? 'bad' : 'running';
  if (run.kind === 'sweep') return run.found ? (run.found.limit === 'interface' ? 'good' : 'bad') : 'none';
  const { lossPercent, sent } = statisticsOf(run);
  return sent === 0 ? 'none' : lossPercent > 0 ? 'bad' : 'good';
}
