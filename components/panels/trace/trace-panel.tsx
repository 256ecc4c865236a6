'use client';

import { Spline } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { PacketDetail } from '@/components/panels/capture/packet-detail';
import { PROTOCOLS } from '@/components/panels/frames/protocols';
import { useRowSearch } from '@/components/panels/frames/use-row-search';
import { groupedOptions } from '@/components/panels/grouped-options';
import { StartStop } from '@/components/panels/start-stop';
import { useLayout } from '@/components/shell/layout-store';
import { useSelection } from '@/components/topology/selection-store';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import type { CaptureFilter } from '@/server/model/capture';
import { hopText } from '@/server/model/trace';
import { countRows, lastSeen } from '@/server/model/trace-row';
import { TraceBar } from './trace-bar';
import { type EndOption, endKey, endOptions, endsOfSelection, otherEnds } from './trace-ends';
import { type TraceRun, useTraced } from './trace-store';
import { TraceTable } from './trace-table';
import { TraceVerdict } from './trace-verdict';
import { useTracing } from './use-tracing';

/** Pixels of the dock that a trace is given at its start. */
const ROOM = 440;

const ECHOES = [
  { value: '3', label: '3 echoes each way' },
  { value: '20', label: '20 echoes each way' },
  { value: '0', label: 'Nothing, only look' },
];
const SECONDS = ['30', '120', '600'].map((value) => ({ value, label: `${value} s` }));

/** Follows packets between two ends at every hop at once: each one's way, and where it was seen last. */
export function TracePanel() {
  const intent = useLive((live) => live.intent);
  const forbidden = useForbidden('operator');
  const { run, wanted, want } = useTraced();
  const { start, stop } = useTracing();
  const options = useMemo(() => (intent ? endOptions(intent) : []), [intent]);
  const [chosen, setChosen] = useState<{ from: string | null; to: string | null }>({ from: null, to: null });
  const [protocol, setProtocol] = useState<CaptureFilter['protocol']>('any');
  const [echoes, setEchoes] = useState('3');
  const [seconds, setSeconds] = useState('120');
  const selection = useSelection(({ selected }) => selected);
  const from = options.find(({ key }) => key === chosen.from) ?? null;
  const targets = otherEnds(options, from);
  const to = targets.find(({ key }) => key === chosen.to) ?? targets[0] ?? null;

  // What is selected on the canvas is what one follows, until something else was chosen here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection, or the first ends, choose
  useEffect(() => {
    const meant = endsOfSelection(selection, options);
    if (meant) setChosen({ from: meant.from.key, to: meant.to?.key ?? null });
    else if (!from && options[0]) setChosen({ from: options[0].key, to: null });
  }, [selection, options.length]);

  // Asked for by another panel.
  useEffect(() => {
    if (!wanted || options.length === 0) return;
    setChosen({ from: endKey(wanted, wanted.from), to: endKey(wanted, wanted.to) });
    want(null);
  }, [wanted, options.length, want]);

  if (intent && options.length === 0) {
    return (
      <EmptyState icon={<Spline aria-hidden />} title="There is nothing to follow yet">
        Drag a tenant onto two hosts and apply it; its endpoints and tunnels appear here.
      </EmptyState>
    );
  }

  const begin = () => {
    if (!from || !to) return;
    // A table and a packet in detail need more room than a form.
    const { dockHeight, set: lay } = useLayout.getState();
    if (dockHeight < ROOM) lay({ dockHeight: ROOM });
    start({ from, to, protocol, echoes: Number(echoes), seconds: Number(seconds) });
  };
  const isRunning = run !== null && run.state !== 'ended';
  return (
    <div className="flex h-full min-h-0 flex-col max-md:overflow-y-auto">
      <form
        aria-label="Both ends"
        className="flex shrink-0 flex-wrap items-end gap-x-2 gap-y-2 border-line border-b px-4 pt-2 pb-2.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isRunning) begin();
        }}
      >
        <Field label="From" className="min-w-38 flex-1">
          {(control) => (
            <Select
              {...control}
              data-testid="trace-from"
              value={chosen.from}
              onChange={(key) => setChosen({ from: key, to: null })}
              placeholder="Choose an endpoint or a host"
              options={groupedOptions(options, ({ key, label, group }) => ({ value: key, label, group }))}
            />
          )}
        </Field>
        <Field label="To" className="min-w-38 flex-1">
          {(control) => (
            <Select
              {...control}
              data-testid="trace-to"
              value={to?.key ?? null}
              onChange={(key) => setChosen({ ...chosen, to: key })}
              placeholder="Choose the other end"
              options={targets.map(optionOf)}
            />
          )}
        </Field>
        <Field label="Protocol" className="w-23 shrink-0">
          {(control) => (
            <Select
              {...control}
              data-testid="trace-protocol"
              value={protocol}
              onChange={(value) => setProtocol(value as CaptureFilter['protocol'])}
              options={PROTOCOLS}
            />
          )}
        </Field>
        <Field label="Send" className="w-42 shrink-0">
          {(control) => (
            <Select
              {...control}
              data-testid="trace-echoes"
              // Between hosts there is nobody to send.
              value={from?.between === 'hosts' ? '0' : echoes}
              disabled={from?.between === 'hosts'}
              onChange={setEchoes}
              options={ECHOES}
            />
          )}
        </Field>
        <Field label="For" className="w-20 shrink-0">
          {(control) => <Select {...control} value={seconds} onChange={setSeconds} options={SECONDS} />}
        </Field>
        <StartStop
          name="trace"
          running={isRunning}
          ending={run?.state === 'ending'}
          disabledReason={forbidden ?? (to ? null : 'There is no other end: a way has two.')}
          onStop={() => run && stop(run.id)}
        />
      </form>
      {run ? (
        <Traced key={run.id} run={run} />
      ) : (
        <p className="flex flex-1 items-center justify-center gap-2.5 px-6 py-4 text-center text-muted text-sm">
          <Spline aria-hidden className="size-4 shrink-0 text-accent-ink" />
          Every hop of both hosts is looked at at once. Each packet is a row, with its time at each hop and
          where it was seen last.
        </p>
      )}
    </div>
  );
}

function Traced({ run }: { run: TraceRun }) {
  const { count, turn, pausedAt, selected, select } = useTraced();
  const [query, setQuery] = useState('');
  const [onlyLost, setOnlyLost] = useState(false);
  const shown = pausedAt ?? count;
  const found = useRowSearch(run.packets, query, shown);
  const lost = onlyLost ? run.packets.lostRows(shown) : null;
  const rows = found && lost ? found.filter((n) => run.packets.rows[n]?.fate === 'lost') : (found ?? lost);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are the same object, and turn tells when they changed
  const counts = useMemo(() => countRows(run.packets.rows, run.hops.length), [turn, run.packets, run.hops]);
  const choose = (n: number, hop: number | null) => {
    const row = run.packets.rows[n];
    // Chosen once more, it is put away.
    if (hop === null && selected?.n === n) select(null);
    else if (row) select({ n, hop: hop ?? Math.max(0, lastSeen(row)) });
  };
  const frame = selected && run.packets.frameAt(selected.n, selected.hop);
  const hop = selected && run.hops[selected.hop];
  return (
    <>
      <TraceBar
        {...{ run, query, onlyLost }}
        onQuery={setQuery}
        onOnlyLost={setOnlyLost}
        shown={rows === null ? null : rows.length}
      />
      {run.end?.error && (
        <Notice severity="error" live className="mx-4 mt-2.5 shrink-0">
          {run.end.error}
        </Notice>
      )}
      {run.hops.length > 0 && <TraceVerdict run={run} counts={counts} />}
      <div
        className={
          frame
            ? 'grid min-h-0 flex-1 grid-rows-[minmax(10rem,1fr)_minmax(16rem,1.4fr)] md:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)] md:grid-rows-1'
            : 'min-h-40 flex-1'
        }
      >
        <TraceTable
          {...{ run, counts, rows, selected }}
          count={shown}
          follow={run.state !== 'ended' && pausedAt === null}
          onSelect={choose}
        />
        {frame && selected && hop && (
          <div className="min-h-0 min-w-0 border-line max-md:border-t md:border-l">
            <PacketDetail
              key={`${selected.n} ${selected.hop}`}
              title={`Packet ${selected.n + 1} at ${hopText(hop)}`}
              frame={frame}
              vxlanPorts={run.packets.vxlanPorts}
            />
          </div>
        )}
      </div>
    </>
  );
}

function optionOf({ key, label }: EndOption) {
  return { value: key, label, text: label };
}
