'use client';

import { rateText, useRates, useSamples } from '@/components/live/rates';
import { Sparkline } from '@/components/ui/sparkline';
import { bytesText } from '@/server/model/bytes-text';
import type { LinkStats } from '@/server/observe/observed';
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
  const samples = useSamples(hostId, link);
  const [first, newest] = [samples[0], samples.at(-1)];
  const last = rates.at(-1);
  if (!first || !newest) return null;
  const { stats } = newest;
  const lost = lostIn(stats);
  const lately = lost - lostIn(first.stats);
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
          rate={last?.rxPackets ?? null}
        />
        <Direction
          word="sent"
          bits={last?.txBits ?? null}
          history={rates.map((rate) => rate.txBits)}
          color="var(--accent)"
          bytes={stats.txBytes}
          packets={stats.txPackets}
          rate={last?.txPackets ?? null}
        />
      </div>
      <p className="live-data mt-2 text-muted text-xs tabular">
        {lost === 0
          ? 'No errors, nothing dropped.'
          : `Errors ${stats.rxErrors} in, ${stats.txErrors} out; dropped ${stats.rxDropped} in, ${stats.txDropped} out.`}
        {note && ` ${note}`}
      </p>
      {lately > 0 && (
        <p className="live-data mt-1 font-medium text-failed text-xs tabular">
          {lately.toLocaleString('en')} of these within the last{' '}
          {Math.max(1, Math.round((newest.at - first.at) / 1000))} s.
        </p>
      )}
    </Section>
  );
}

/** Frames that did not get through. */
function lostIn({ rxErrors, rxDropped, txErrors, txDropped }: LinkStats): number {
  return rxErrors + rxDropped + txErrors + txDropped;
}

function Direction({
  word,
  bits,
  history,
  color,
  bytes,
  packets,
  rate,
}: {
  word: string;
  bits: number | null;
  history: number[];
  color: string;
  bytes: number;
  packets: number;
  /** Packets a second. */
  rate: number | null;
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
        {rate !== null && rate >= 0.5 && ` · ${Math.round(rate).toLocaleString('en')}/s`}
      </p>
    </div>
  );
}
