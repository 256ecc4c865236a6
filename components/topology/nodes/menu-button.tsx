'use client';

import { Ellipsis } from 'lucide-react';
import { classNames } from '@/components/ui/class-names';
import { useMenu } from '../menu-store';
import type { Selection } from '../selection-store';

/** ⋯: the same menu as a right click. */
export function MenuButton({
  about,
  label,
  className,
}: {
  about: Selection;
  label: string;
  className?: string;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-haspopup="menu"
      className={classNames(
        'nodrag nopan inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-ink',
        className,
      )}
      onClick={(event) => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        useMenu.getState().open(about, { x: box.left, y: box.bottom + 4 });
      }}
    >
      <Ellipsis aria-hidden className="size-4" />
    </button>
  );
}

export function openMenuHere(about: Selection) {
  return (event: { preventDefault(): void; stopPropagation(): void; clientX: number; clientY: number }) => {
    event.preventDefault();
    event.stopPropagation();
    useMenu.getState().open(about, { x: event.clientX, y: event.clientY });
  };
}
