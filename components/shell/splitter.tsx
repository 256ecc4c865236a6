'use client';

import { useRef } from 'react';
import { classNames } from '@/components/ui/class-names';

const STEP = 24;

/**
 * The line between two panels, dragged or moved with the arrow keys. `size` is that of the panel after the line
 * (right of it, or below it), in pixels.
 */
export function Splitter({
  direction,
  label,
  size,
  least,
  most,
  first,
  onSize,
}: {
  direction: 'vertical' | 'horizontal';
  label: string;
  size: number;
  least: number;
  most: number;
  first: number;
  onSize(size: number): void;
}) {
  const drag = useRef<{ from: number; size: number } | null>(null);
  const clamp = (value: number) => Math.round(Math.min(most, Math.max(least, value)));
  const vertical = direction === 'vertical';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that is moved is no <hr>
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={direction}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      className={classNames(
        'group relative z-10 shrink-0 touch-none bg-line outline-offset-0 transition-colors hover:bg-accent focus-visible:bg-accent',
        vertical ? 'w-px cursor-col-resize' : 'h-px cursor-row-resize',
      )}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { from: vertical ? event.clientX : event.clientY, size };
      }}
      onPointerMove={(event) => {
        if (!drag.current) return;
        onSize(clamp(drag.current.size + drag.current.from - (vertical ? event.clientX : event.clientY)));
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
      onPointerCancel={() => {
        drag.current = null;
      }}
      onDoubleClick={() => onSize(first)}
      onKeyDown={(event) => {
        const more = vertical ? 'ArrowLeft' : 'ArrowUp';
        const less = vertical ? 'ArrowRight' : 'ArrowDown';
        const next =
          event.key === more
            ? size + STEP
            : event.key === less
              ? size - STEP
              : event.key === 'Home'
                ? least
                : event.key === 'End'
                  ? most
                  : null;
        if (next === null) return;
        event.preventDefault();
        onSize(clamp(next));
      }}
    >
      <span
        aria-hidden
        className={classNames('absolute', vertical ? '-inset-x-1 inset-y-0' : '-inset-y-1 inset-x-0')}
      />
    </div>
  );
}
