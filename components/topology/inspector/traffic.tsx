'use client';

import { rateText, useRates, useSamples } from '@/components/live/rates';
import { Sparkline } from '@/components/ui/sparkline';
import { Section } from './parts';

/** What a link receives and sends: rates between the last reads, and the counters behind them. */
export function Traffic({
  hostId,
  link,
  title = 'Traffic',
  note,
}: {
  hostId: string;
  link: string;
  title?: string;
  note?: string;
}) {
  const rates = useRates(hostId, link);
  const stats = useSamples(hostId, link).at(-1)?.stats;
  const last = rates.at(-1);
  if (!stats) return null;
  const lost = stats.rxErrors + stats.rxDropped + stats.txErrors + stats.txDropped;
  return (
    <Section title={title}>
      <div className="live-data grid grid-cols-2 gap-4">
        <Direction
          word="received"
          bits={last?.rxBits ?? null}
          history={rates.map((rate) => rate.rxBits)}
          color="var(--healthy)"
          bytes={stats.rxBytes}
          packets={stats.rxPackets}
        />
        <Direction
          word="sent"
          bits={last?.txBits ?? null}
          history={rates.map((rate) => rate.txBits)}
          color="var(--accent)"
          bytes={stats.txBytes}
          packets={stats.txPackets}
        />
      </div>
      <p className="live-data mt-2 text-muted text-xs tabular">
        {lost === 0
          ? 'No errors, nothing dropped.'
          : `Errors ${stats.rxErrors} in, ${stats.txErrors} out; dropped ${stats.rxDropped} in, ${stats.txDropped} out.`}
        {note && ` ${note}`}
      </p>
    </Section>
  );
}

function Direction({
  word,
  bits,
  history,
  color,
  bytes,
  packets,
}: {
  word: string;
  bits: number | null;
  history: number[];
  color: string;
  bytes: number;
  packets: number;
}) {
  return (
    <div className="min-w-0">
      <p className="flex items-baseline justify-between gap-2 text-sm">
        <span className="text-muted">{word}</span>
        <span className="font-medium text-ink tabular">{bits === null ? '–' : rateText(bits)}</span>
      </p>
      <Sparkline
        values={history}
        label={`${word}, the last ${history.length} reads`}
        color={color}
        className="mt-1 block w-full"
      />
      <p className="mt-1 text-muted text-xs tabular">
        {bytesText(bytes)}
        <br />
        {packets.toLocaleString('en')} packets
      </p>
    </div>
  );
}

/** Bytes in few words: `1.2 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
