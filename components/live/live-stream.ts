'use client';

import type { LiveEvent } from '@/server/api/types';
import { useLive } from './live-store';
import type { Feed } from './relay/relay-feed';

/** A hidden tab gives its stream back. */
const HIDDEN_MS = 4_000;
const AGAIN_MS = 2_000;
/** Where no frame is drawn (a window behind another one), events are taken after this long. */
const FRAME_LIMIT_MS = 100;

/**
 * Feeds the live store from one stream, for as long as the page is visible; resumes after the last event taken.
 * What arrives together is taken in one update per frame. Returns how to stop.
 */
export function followLive(feed: Feed, onSignedOut: (error: unknown) => boolean): () => void {
  let lastId: number | null = null;
  let close: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let ended = false;

  const take = perFrame((events: LiveEvent[]) => {
    useLive.getState().take(...events);
    useLive.getState().connection('live');
  });

  const later = (ms: number, then: () => void) => {
    if (timer) clearTimeout(timer);
    timer = setTimeout(then, ms);
  };

  const stop = () => {
    close?.();
    close = null;
  };

  const broken = () => {
    take.flush();
    const { intent, connection } = useLive.getState();
    connection(intent ? 'lost' : 'connecting');
  };

  const open = () => {
    if (ended || close) return;
    close = feed.follow(lastId, {
      onEvents(events) {
        lastId = events.at(-1)?.id ?? lastId;
        take(events);
      },
      onConnection(connection) {
        if (connection === 'live') useLive.getState().connection('live');
        else broken();
      },
      onEnd(error) {
        stop();
        if (onSignedOut(error)) return;
        broken();
        later(AGAIN_MS, open);
      },
    });
  };

  const onVisibility = () => {
    if (document.visibilityState === 'visible') {
      if (timer) clearTimeout(timer);
      open();
    } else later(HIDDEN_MS, stop);
  };
  const onShow = (event: PageTransitionEvent) => {
    if (!event.persisted) return;
    stop();
    open();
  };

  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('online', open);
  window.addEventListener('pageshow', onShow);
  open();

  return () => {
    ended = true;
    if (timer) clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisibility);
    window.removeEventListener('online', open);
    window.removeEventListener('pageshow', onShow);
    stop();
  };
}

/** Gathers what it is given until the next frame, and then hands it on as one. */
function perFrame(then: (events: LiveEvent[]) => void) {
  let waiting: LiveEvent[] = [];
  let frame = 0;
  let limit: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    cancelAnimationFrame(frame);
    clearTimeout(limit);
    frame = 0;
    const events = waiting;
    waiting = [];
    if (events.length > 0) then(events);
  };
  const add = (events: LiveEvent[]) => {
    waiting.push(...events);
    if (frame !== 0) return;
    frame = requestAnimationFrame(flush);
    limit = setTimeout(flush, FRAME_LIMIT_MS);
  };
  return Object.assign(add, { flush });
}
