import { classNames } from '@/components/ui/class-names';
import { type PingRun, statisticsOf } from './ping-store';

const ms = (value: number | null) => (value === null ? '–' : value.toFixed(value >= 100 ? 0 : 3));

export function PingStatistics({ run }: { run: PingRun }) {
  const { sent, received, lossPercent, minMs, avgMs, maxMs } = statisticsOf(run);
  const known = sent > 0 || run.summary !== null;
  const loss = known ? `${Number.isInteger(lossPercent) ? lossPercent : lossPercent.toFixed(1)} %` : '–';
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2">
      <Statistic what="sent / received">
        {sent} / {received}
      </Statistic>
      <Statistic what="loss">
        <span
          data-testid="ping-loss"
          className={classNames(known && (lossPercent > 0 ? 'text-failed' : 'text-healthy'))}
        >
          {loss}
        </span>
      </Statistic>
      <Statistic what={`min / avg / max of ${run.size} B`}>
        {ms(minMs)} / {ms(avgMs)} / {ms(maxMs)} ms
      </Statistic>
    </dl>
  );
}

function Statistic({ what, children }: { what: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-faint text-xs">{what}</dt>
      <dd className="whitespace-nowrap font-semibold text-ink text-sm tabular">{children}</dd>
    </div>
  );
}
