import { classNames } from '@/components/ui/class-names';

const WIDTH = 16;

/** The bytes of a frame as numbers and as text, with those of a field marked. */
export function PacketBytes({
  bytes,
  marked,
  onPick,
}: {
  bytes: Uint8Array;
  marked: { from: number; to: number } | null;
  onPick(at: number): void;
}) {
  const rows = Array.from({ length: Math.ceil(bytes.length / WIDTH) }, (_, row) => ({
    start: row * WIDTH,
    cells: Array.from(bytes.subarray(row * WIDTH, (row + 1) * WIDTH), (byte, i) => ({
      at: row * WIDTH + i,
      byte,
    })),
  }));
  const isMarked = (at: number) => marked !== null && marked.from <= at && at < marked.to;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: what a byte belongs to is in the tree, which keys reach
    <figure
      aria-label="Bytes of the frame"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      data-testid="capture-bytes"
      className="min-h-0 overflow-auto border-line border-t bg-sunken px-3 py-2 font-mono text-2xs leading-4.5"
      onClick={(event) => {
        const at = (event.target as HTMLElement).dataset.at;
        if (at !== undefined) onPick(Number(at));
      }}
    >
      {rows.map(({ start, cells }) => (
        <div key={start} className="flex w-max gap-3 whitespace-pre">
          <span aria-hidden className="select-none text-faint">
            {start.toString(16).padStart(4, '0')}
          </span>
          <span className="w-[47ch]">
            {cells.map(({ at, byte }) => (
              <Byte key={at} at={at} marked={isMarked(at)}>
                {byte.toString(16).padStart(2, '0')}
              </Byte>
            ))}
          </span>
          <span aria-hidden className="text-muted">
            {cells.map(({ at, byte }) => (
              <span
                key={at}
                data-at={at}
                className={classNames(isMarked(at) && 'bg-accent-soft text-accent-ink')}
              >
                {byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'}
              </span>
            ))}
          </span>
        </div>
      ))}
    </figure>
  );
}

function Byte({ at, marked, children }: { at: number; marked: boolean; children: React.ReactNode }) {
  return (
    <span
      data-at={at}
      data-marked={marked || undefined}
      className={classNames('mr-[1ch] last:mr-0', marked && 'bg-accent-soft font-semibold text-accent-ink')}
    >
      {children}
    </span>
  );
}
