'use client';

import { ChevronRight } from 'lucide-react';
import { useMemo, useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import { dissect } from '@/server/model/packet/dissect';
import type { Field, Layer } from '@/server/model/packet/frame';
import type { CapturedFrame } from '@/server/model/pcapng';
import { useCapture } from './capture-store';
import { PacketBytes } from './packet-bytes';
import { WiresharkDetail } from './wireshark-detail';

type Range = { from: number; to: number };

/** A frame layer by layer, with its bytes; a field and the bytes that it was read from show each other. */
export function PacketDetail({
  title,
  frame,
  vxlanPorts,
}: {
  /** `Frame 7` */
  title: string;
  frame: CapturedFrame;
  vxlanPorts: ReadonlySet<number>;
}) {
  const [marked, setMarked] = useState<Range | null>(null);
  const dissector = useCapture((state) => state.dissector);
  const { layers } = useMemo(() => dissect(frame.bytes, frame.length, vxlanPorts), [frame, vxlanPorts]);
  const cut = frame.length > frame.bytes.length ? `, of which ${frame.bytes.length} were captured` : '';
  return (
    <div
      className="grid h-full min-h-0 grid-rows-[minmax(0,1.2fr)_minmax(0,1fr)]"
      data-testid="capture-detail"
    >
      <div className="min-h-0 overflow-auto px-2 py-1.5 text-xs">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-1.5 pb-1 text-faint">
          <p className="min-w-0 flex-1">
            {title}: {frame.length} bytes{cut}
          </p>
          <Dissectors />
        </div>
        {dissector === 'wireshark' ? (
          <WiresharkDetail frame={frame} vxlanPorts={vxlanPorts} marked={marked} onMark={setMarked} />
        ) : (
          <ul aria-label="Headers" className="flex flex-col">
            {layers.map((layer) => (
              <LayerTree
                key={`${layer.name} ${layer.from}`}
                layer={layer}
                marked={marked}
                onMark={setMarked}
              />
            ))}
          </ul>
        )}
      </div>
      <PacketBytes bytes={frame.bytes} marked={marked} onPick={(at) => setMarked(fieldAt(layers, at))} />
    </div>
  );
}

const DISSECTORS = { own: 'Headers', wireshark: 'Wireshark' } as const;

/** Who tells what is in a frame. Wireshark is loaded when it is chosen, and not before. */
function Dissectors() {
  const dissector = useCapture((state) => state.dissector);
  return (
    <fieldset
      aria-label="Dissected by"
      className="flex overflow-hidden rounded-sm border border-line-strong/70"
    >
      {(['own', 'wireshark'] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={dissector === one}
          onClick={() => useCapture.setState({ dissector: one })}
          className={classNames(
            'h-5.5 px-2 font-medium text-xs',
            dissector === one ? 'bg-hover text-ink' : 'text-muted hover:bg-hover',
          )}
        >
          {DISSECTORS[one]}
        </button>
      ))}
    </fieldset>
  );
}

/** The smallest field that a byte belongs to. */
function fieldAt(layers: readonly Layer[], at: number): Range | null {
  const holding = layers
    .flatMap(({ fields }) => fields)
    .filter(({ from, to }) => from <= at && at < to)
    .sort((a, b) => a.to - a.from - (b.to - b.from));
  return holding[0] ?? null;
}

function LayerTree({
  layer,
  marked,
  onMark,
}: {
  layer: Layer;
  marked: Range | null;
  onMark(range: Range): void;
}) {
  const [open, setOpen] = useState(true);
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
          onMark({ from: layer.from, to: layer.to });
        }}
        className={classNames(
          'flex w-full items-center gap-1 rounded-sm px-1 py-0.5 text-left font-medium',
          same(marked, layer) ? 'bg-accent-soft text-accent-ink' : 'text-ink hover:bg-hover',
        )}
      >
        <ChevronRight
          aria-hidden
          className={classNames('size-3.5 shrink-0 text-faint', open && 'rotate-90')}
        />
        <span className="min-w-0 break-words">{layer.title}</span>
      </button>
      {open && (
        <ul className="pl-5">
          {layer.fields.map((field) => (
            <li key={`${field.name} ${field.from} ${field.value}`}>
              <FieldRow field={field} marked={same(marked, field)} onMark={onMark} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function FieldRow({ field, marked, onMark }: { field: Field; marked: boolean; onMark(range: Range): void }) {
  return (
    <button
      type="button"
      aria-pressed={marked}
      onClick={() => onMark({ from: field.from, to: field.to })}
      className={classNames(
        'flex w-full items-baseline gap-2 rounded-sm px-1 py-px text-left',
        marked ? 'bg-accent-soft text-accent-ink' : 'hover:bg-hover',
      )}
    >
      <span className={classNames('w-32 shrink-0', marked ? '' : 'text-muted')}>{field.name}</span>
      <span className="min-w-0 break-words font-mono">{field.value}</span>
    </button>
  );
}

function same(a: Range | null, b: Range): boolean {
  return a?.from === b.from && a.to === b.to;
}
