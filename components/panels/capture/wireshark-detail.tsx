'use client';

import { ChevronRight, LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import { CodeLine } from '@/components/ui/code-line';
import { Notice } from '@/components/ui/notice';
import type { CapturedFrame } from '@/server/model/pcapng';
import { dissectByWireshark, NoWireshark, type WiresharkField } from './wireshark';

type Range = { from: number; to: number };
type State =
  | { kind: 'waiting' }
  | { kind: 'told'; fields: WiresharkField[] }
  | { kind: 'absent' }
  | { kind: 'failed'; sentence: string };

const ADD = 'npm install --prefix .overlane/wireshark @goodtools/wiregasm@1.9.1';

/** A frame as Wireshark tells it, field by field. */
export function WiresharkDetail({
  frame,
  vxlanPorts,
  marked,
  onMark,
}: {
  frame: CapturedFrame;
  vxlanPorts: ReadonlySet<number>;
  marked: Range | null;
  onMark(range: Range): void;
}) {
  const [state, setState] = useState<State>({ kind: 'waiting' });
  useEffect(() => {
    let left = false;
    const tell = (next: State) => {
      if (!left) setState(next);
    };
    setState({ kind: 'waiting' });
    dissectByWireshark(frame, vxlanPorts).then(
      (fields) => tell({ kind: 'told', fields }),
      (error: Error) =>
        tell(error instanceof NoWireshark ? { kind: 'absent' } : { kind: 'failed', sentence: error.message }),
    );
    return () => {
      left = true;
    };
  }, [frame, vxlanPorts]);
  if (state.kind === 'waiting') {
    return (
      <p className="flex items-center gap-2 px-1.5 py-1 text-muted" role="status">
        <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
        Wireshark is at work. The first time it is loaded, 20 MB, which takes some seconds.
      </p>
    );
  }
  if (state.kind === 'failed') return <Notice severity="error">{state.sentence}</Notice>;
  if (state.kind === 'absent') return <Absent />;
  return (
    <>
      <ul aria-label="Headers, by Wireshark" className="flex flex-col" data-testid="wireshark-fields">
        {state.fields.map((field, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the fields of one frame never change
          <FieldTree key={i} field={field} depth={0} marked={marked} onMark={onMark} />
        ))}
      </ul>
      <p className="px-1.5 pt-2 text-faint">
        By Wireshark (GPL-2), each frame by itself; for streams and statistics open the pcapng file in it.
      </p>
    </>
  );
}

function Absent() {
  return (
    <Notice severity="note" className="m-1">
      <p className="mb-1.5">
        Wireshark is not part of Overlane, as its licence is another one (GPL-2). Add it on the server, in the
        folder of Overlane, then choose it again:
      </p>
      <CodeLine text={ADD} label="Copy the command" />
      <p className="mt-1.5 text-muted">
        Where OVERLANE_DATA is set, in that folder in the place of .overlane.
      </p>
    </Notice>
  );
}

function FieldTree({
  field,
  depth,
  marked,
  onMark,
}: {
  field: WiresharkField;
  depth: number;
  marked: Range | null;
  onMark(range: Range): void;
}) {
  const inner = field.fields.length > 0;
  // The frame itself says little that the table does not.
  const [open, setOpen] = useState(depth === 0 && !field.label.startsWith('Frame '));
  const range = { from: field.from, to: field.to };
  const isMarked = range.to > range.from && marked?.from === range.from && marked.to === range.to;
  return (
    <li>
      <button
        type="button"
        aria-expanded={inner ? open : undefined}
        aria-pressed={inner ? undefined : isMarked}
        onClick={() => {
          if (inner) setOpen(!open);
          if (range.to > range.from) onMark(range);
        }}
        className={classNames(
          'flex w-full items-start gap-1 rounded-sm px-1 py-px text-left',
          depth === 0 ? 'py-0.5 font-medium' : 'font-mono',
          isMarked ? 'bg-accent-soft text-accent-ink' : 'text-ink hover:bg-hover',
        )}
      >
        <ChevronRight
          aria-hidden
          className={classNames(
            'mt-0.5 size-3.5 shrink-0 text-faint',
            open && 'rotate-90',
            !inner && 'invisible',
          )}
        />
        <span className="min-w-0 whitespace-pre-wrap break-words">{field.label}</span>
      </button>
      {inner && open && (
        <ul className="pl-4">
          {field.fields.map((one, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the fields of one frame never change
            <FieldTree key={i} field={one} depth={depth + 1} marked={marked} onMark={onMark} />
          ))}
        </ul>
      )}
    </li>
  );
}
