import type { LiveEvent } from '@/server/api/types';
import type { Upstream } from './relay';

/** What a tRPC client's `live.watch.subscribe` takes and gives, whichever router it is of. */
export type Watch = (
  input: { after: number | null },
  handlers: {
    onData(item: { id: string; data: LiveEvent }): void;
    onError(error: unknown): void;
    onConnectionStateChange(state: { state: string; error?: unknown }): void;
  },
) => { unsubscribe(): void };

/** The stream of a tRPC client, which connects again by itself while it only broke. */
export function watchUpstream(watch: Watch): Upstream {
  return {
    follow(after, { onEvent, onConnection, onEnd }) {
      let over = false;
      const end = (error: unknown) => {
        if (over) return;
        over = true;
        onEnd({ data: plain(error) });
      };
      const running = watch(
        { after },
        {
          onData: ({ data }) => {
            if (!over) onEvent(data);
          },
          onError: end,
          onConnectionStateChange({ state, error }) {
            if (over) return;
            if (state === 'pending') onConnection('live');
            else if (state === 'connecting' && error) onConnection('lost');
            else if (state === 'idle') end(error);
          },
        },
      );
      return () => {
        over = true;
        running.unsubscribe();
      };
    },

    snapshot(taken) {
      let done = false;
      const finish = (event: LiveEvent | null) => {
        if (done) return;
        done = true;
        taken(event);
        // Not before `watch` has returned what ends it.
        queueMicrotask(() => running.unsubscribe());
      };
      const running = watch(
        { after: null },
        {
          onData: ({ data }) => finish(data),
          onError: () => finish(null),
          onConnectionStateChange({ state, error }) {
            if (state === 'idle' || (state === 'connecting' && error)) finish(null);
          },
        },
      );
      return () => {
        done = true;
        running.unsubscribe();
      };
    },
  };
}

/** Of a tRPC error its data, which can be sent to another tab. */
function plain(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('data' in error)) return null;
  return JSON.parse(JSON.stringify(error.data ?? null));
}
