'use client';

import type { LiveEvent } from '@/server/api/types';
import { useLive } from './live-store';

/** What a tRPC client's `live.watch.subscribe` takes and gives, whichever router it is of. */
export type Watch = (
  input: { after: number | null },
  handlers: {
    onData(item: { id: string; data: LiveEvent }): void;
    onError(error: unknown): void;
    onConnectionStateChange(state: { state: string; error?: unknown }): void;
  },
) => { unsubscribe(): void };

/** A hidden tab gives its connection back: browsers allow six per origin over all tabs (HTTP/1.1). */
const HIDDEN_MS = 4_000;
const AGAIN_MS = 2_000;

/**
 * Feeds the live store from one stream, for as long as the page is visible; resumes after the last event taken.
 * Returns how to stop.
 */
export function followLive(watch: Watch, onSignedOut: (error: unknown) => boolean): () => void {
  let lastId: number | null = null;
  let running: { unsubscribe(): void } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let ended = false;

  const later = (ms: number, then: () => void) => {
    if (timer) clearTimeout(timer);
    timer = setTimeout(then, ms);
  };

  const close = () => {
    running?.unsubscribe();
    running = null;
  };

  const broken = () => {
    const { intent, connection } = useLive.getState();
    connection(intent ? 'lost' : 'connecting');
  };

  const open = () => {
    if (ended || running) return;
    running = watch(
      { after: lastId },
      {
        onData(item) {
          lastId = item.data.id;
          useLive.getState().take(item.data);
          useLive.getState().connection('live');
        },
        onError(error) {
          running = null;
          if (onSignedOut(error)) return;
          broken();
          later(AGAIN_MS, open);
        },
        onConnectionStateChange(state) {
          if (state.state === 'pending') useLive.getState().connection('live');
          else if (state.state === 'connecting' && state.error) broken();
          else if (state.state === 'idle' && running) {
            running = null;
            broken();
            later(AGAIN_MS, open);
          }
        },
      },
    );
  };

  const onVisibility = () => {
    if (document.visibilityState === 'visible') {
      if (timer) clearTimeout(timer);
      open();
    } else later(HIDDEN_MS, close);
  };

  const onOnline = () => open();
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('online', onOnline);
  open();

  return () => {
    ended = true;
    if (timer) clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisibility);
    window.removeEventListener('online', onOnline);
    close();
  };
}
