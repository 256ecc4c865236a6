'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useApply } from '@/components/live/apply';
import { useDialogs } from '@/components/live/dialog-store';
import { useHistory } from '@/components/live/history';

const PLACE_BY_KEY: Record<string, string> = {
  t: '/',
  h: '/hosts',
  n: '/tenants',
  a: '/activity',
  s: '/settings',
};
/** How long `G` waits for the letter after it. */
const CHORD_MS = 1_200;

/** Keys of the whole console. Inside a text field the field keeps its own undo. */
export function useConsoleKeys(): void {
  const router = useRouter();
  const { undo, redo } = useHistory();
  const { apply, blocked } = useApply();
  useEffect(() => {
    let chordUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      const { open, show } = useDialogs.getState();
      const command = event.metaKey || event.ctrlKey;
      const key = event.key.toLowerCase();
      if (command && key === 'k') {
        event.preventDefault();
        show({ kind: 'find' });
        return;
      }
      if (open || event.defaultPrevented || isTyping(event.target) || isModalOpen()) return;
      if (command && key === 'z') {
        event.preventDefault();
        if (event.shiftKey) redo();
        else undo();
      } else if (command && key === 'y') {
        event.preventDefault();
        redo();
      } else if (command && key === 'enter') {
        event.preventDefault();
        if (!blocked) void apply();
      } else if (!command && !event.altKey && event.key === '/') {
        event.preventDefault();
        show({ kind: 'find' });
      } else if (!command && !event.altKey && event.key === '?') {
        event.preventDefault();
        show({ kind: 'shortcuts' });
      } else if (!command && !event.altKey) {
        const place = Date.now() < chordUntil ? PLACE_BY_KEY[key] : undefined;
        chordUntil = key === 'g' ? Date.now() + CHORD_MS : 0;
        if (place) router.push(place);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router, undo, redo, apply, blocked]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable="true"]') !== null
  );
}

function isModalOpen(): boolean {
  return (
    document.querySelector('[role="dialog"][data-state="open"], [role="alertdialog"], [role="menu"]') !== null
  );
}
