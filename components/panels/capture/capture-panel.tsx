'use client';

import { ScanSearch } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { PROTOCOLS } from '@/components/panels/frames/protocols';
import { useRowSearch } from '@/components/panels/frames/use-row-search';
import { groupedOptions } from '@/components/panels/grouped-options';
import { StartStop } from '@/components/panels/start-stop';
import { useLayout } from '@/components/shell/layout-store';
import { useSelection } from '@/components/topology/selection-store';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { CaptureBar } from './capture-bar';
import { type CaptureFields, checkCapture, FIRST_FIELDS } from './capture-form';
import { capturePlaces, placeOfSelection } from './capture-places';
import { type CaptureRun, useCapture } from './capture-store';
import { PacketDetail } from './packet-detail';
import { PacketTable, type TableLook } from './packet-table';
import { SavedCaptures } from './saved-captures';
import { useCapturing } from './use-capturing';

/** Pixels of the dock that a capture is given at its start. */
const ROOM = 440;

const DIRECTIONS = [
  { value: 'any', label: 'Both' },
  { value: 'in', label: 'Received' },
  { value: 'out', label: 'Sent' },
];

/** Captures the frames of a tenant where somebody chooses, on the host, and shows them as they pass. */
export function CapturePanel() {
  const intent = useLive((live) => live.intent);
  const forbidden = useForbidden('operator');
  const run = useCapture((state) => state.run);
  const { start, stop } = useCapturing();
  const [fields, setFields] = useState(FIRST_FIELDS);
  const [tried, setTried] = useState(false);
  const places = useMemo(() => (intent ? capturePlaces(intent) : []), [intent]);
  const selection = useSelection(({ selected }) => selected);
  const option = places.find(({ key }) => key === fields.place) ?? null;
  const faults = tried ? checkCapture(fields) : {};
  const set = (change: Partial<CaptureFields>) => setFields((before) => ({ ...before, ...change }));

  // What is selected on the canvas is where one captures, until something else was chosen here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection, or the first places, choose
  useEffect(() => {
    const meant = placeOfSelection(selection, places);
    if (meant) set({ place: meant.key });
    else if (!option && places[0]) set({ place: places[0].key });
  }, [selection, places.length]);

  if (intent && places.length === 0) {
    return (
      <EmptyState icon={<ScanSearch aria-hidden />} title="There is nothing to capture yet">
        Drag a tenant onto two hosts and apply it; its interfaces appear here.
      </EmptyState>
    );
  }

  const begin = () => {
    setTried(true);
    if (!option || Object.keys(checkCapture(fields)).length > 0) return;
    // A table and a frame in detail need more room than a form.
    const { dockHeight, set: lay } = useLayout.getState();
    if (dockHeight < ROOM) lay({ dockHeight: ROOM });
    start(option, fields);
  };
  return (
    <div className="flex h-full min-h-0 flex-col max-md:overflow-y-auto">
      <form
        aria-label="Capture"
        className="flex shrink-0 flex-wrap items-start gap-x-2 gap-y-2 border-line border-b px-4 pt-2 pb-2.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!run || run.state === 'ended') begin();
        }}
      >
        <Field label="Where" className="min-w-40 flex-[3]">
          {(control) => (
            <Select
              {...control}
              data-testid="capture-place"
              value={fields.place}
              onChange={(place) => set({ place })}
              placeholder="Choose an interface"
              options={groupedOptions(places, ({ key, label, group }) => ({ value: key, label, group }))}
            />
          )}
        </Field>
        <Field label="Protocol" error={faults.protocol} className="w-23 shrink-0">
          {(control) => (
            <Select
              {...control}
              data-testid="capture-protocol"
              value={fields.protocol}
              onChange={(protocol) => set({ protocol: protocol as CaptureFields['protocol'] })}
              options={PROTOCOLS}
            />
          )}
        </Field>
        <TextField
          name="address"
          label="Address"
          placeholder="Any"
          {...{ fields, faults, set }}
          className="min-w-24 flex-1"
        />
        <TextField
          name="port"
          label="Port"
          placeholder="Any"
          {...{ fields, faults, set }}
          className="w-14 shrink-0"
        />
        <Field label="Direction" className="w-27 shrink-0">
          {(control) => (
            <Select
              {...control}
              value={fields.direction}
              onChange={(direction) => set({ direction: direction as CaptureFields['direction'] })}
              options={DIRECTIONS}
            />
          )}
        </Field>
        <TextField name="packets" label="Frames" {...{ fields, faults, set }} className="w-20 shrink-0" />
        <TextField name="seconds" label="Seconds" {...{ fields, faults, set }} className="w-14 shrink-0" />
        <div className="mt-6 ml-auto max-sm:mt-0">
          <StartStop
            name="capture"
            running={run !== null && run.state !== 'ended'}
            ending={run?.state === 'ending'}
            disabledReason={forbidden}
            onStop={() => run && stop(run.id)}
          />
        </div>
      </form>
      {run ? (
        <Captured key={run.id} run={run} />
      ) : (
        <SavedCaptures className="min-h-40 flex-1 overflow-y-auto">
          <p className="flex h-full items-center justify-center gap-2.5 px-6 py-4 text-center text-muted text-sm">
            <ScanSearch aria-hidden className="size-4 shrink-0 text-accent-ink" />
            tcpdump runs on the host, for this tenant’s frames alone. Each appears here as it passes, and all
            of them go to a file.
          </p>
        </SavedCaptures>
      )}
    </div>
  );
}

function Captured({ run }: { run: CaptureRun }) {
  const { seen, pausedAt, selected, select } = useCapture();
  const [query, setQuery] = useState('');
  const [look, setLook] = useState<TableLook>('table');
  const shown = (pausedAt ?? seen).end;
  const rows = useRowSearch(run.frames, query, shown);
  return (
    <>
      <CaptureBar
        run={run}
        query={query}
        onQuery={setQuery}
        found={rows === null ? null : rows.length}
        look={look}
        onLook={setLook}
      />
      {run.end?.error && (
        <Notice severity="error" live className="mx-4 mt-2.5 shrink-0">
          {run.end.error}
        </Notice>
      )}
      <div
        className={
          selected
            ? 'grid min-h-0 flex-1 grid-rows-[minmax(10rem,1fr)_minmax(16rem,1.4fr)] md:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)] md:grid-rows-1'
            : 'min-h-40 flex-1'
        }
      >
        <PacketTable
          frames={run.frames}
          end={shown}
          rows={rows}
          look={look}
          compact={selected !== null}
          follow={pausedAt === null && run.state !== 'ended'}
          selected={selected?.place ?? null}
          onSelect={select}
        />
        {selected && (
          <div className="min-h-0 min-w-0 border-line max-md:border-t md:border-l">
            <PacketDetail
              key={selected.place}
              title={`Frame ${selected.frame.number}`}
              frame={selected.frame}
              vxlanPorts={run.frames.vxlanPorts}
            />
          </div>
        )}
      </div>
    </>
  );
}

function TextField({
  name,
  label,
  placeholder,
  fields,
  faults,
  set,
  className,
}: {
  name: 'address' | 'port' | 'packets' | 'seconds';
  label: string;
  placeholder?: string;
  fields: CaptureFields;
  faults: Partial<Record<string, string>>;
  set(change: Partial<CaptureFields>): void;
  className: string;
}) {
  return (
    <Field label={label} error={faults[name]} className={className}>
      {(control) => (
        <Input
          {...control}
          name={name}
          mono={name === 'address'}
          placeholder={placeholder}
          inputMode={name === 'address' ? undefined : 'numeric'}
          value={fields[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}
