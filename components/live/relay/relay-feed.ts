'use client';

import type { LiveEvent } from '@/server/api/types';
import type { Upstream } from './relay';
import type { FromRelay, RelayConnection, RelayOf, ToRelay } from './relay-message';
import { ASK_AGAIN_MS } from './slots';

/** Events for this tab, from one stream that all tabs share or, where there is no such thing, from its own. */
export type Feed = {
  follow(
    after: number | null,
    handlers: {
      onEvents(events: LiveEvent[]): void;
      onConnection(connection: RelayConnection): void;
      onEnd(error: { data: unknown }): void;
    },
  ): () => void;
};

/** Milliseconds in which a worker that runs says so. */
const HELLO_MS = 5_000;

type Port = { post(message: ToRelay): void; on(listener: (message: FromRelay) => void): () => void };

/** One a page: the port to the worker, or what tells that there is none. */
const ports = new Map<string, Promise<Port | null>>();

export function ownFeed(upstream: Upstream): Feed {
  return {
    follow: (after, { onEvents, ...rest }) =>
      upstream.follow(after, { ...rest, onEvent: (event) => onEvents([event]) }),
  };
}

/** `who`: name and role, so that nobody gets what another person's session may see. */
export function relayFeed(of: RelayOf, who: string, own: Feed): Feed {
  return {
    follow(after, handlers) {
      let stop = () => {};
      let over = false;
      void portOf(of, who).then((port) => {
        if (over) return;
        if (!port) {
          stop = own.follow(after, handlers);
          return;
        }
        const off = port.on((message) => {
          if (message.kind === 'events') handlers.onEvents(message.events);
          else if (message.kind === 'connection') handlers.onConnection(message.connection);
          else if (message.kind === 'ended') handlers.onEnd(message.error);
        });
        port.post({ kind: 'join', after });
        stop = () => {
          off();
          port.post({ kind: 'leave' });
        };
      });
      return () => {
        over = true;
        stop();
      };
    },
  };
}

/**
 * Leave to open one more stream, such as a ping's, until the returned function is called; null: as many as may be are
 * open in this browser. Where tabs share nothing, leave is given.
 */
export async function takeSlot(of: RelayOf, who: string, id: string): Promise<(() => void) | null> {
  const port = await portOf(of, who);
  if (!port) return () => {};
  const granted = await new Promise<boolean>((resolve) => {
    const off = port.on((message) => {
      if (message.kind !== 'slot' || message.id !== id) return;
      off();
      resolve(message.granted);
    });
    port.post({ kind: 'slot', id });
  });
  if (!granted) return null;
  const timer = setInterval(() => port.post({ kind: 'slot', id }), ASK_AGAIN_MS);
  return () => {
    clearInterval(timer);
    port.post({ kind: 'slot-end', id });
  };
}

function portOf(of: RelayOf, who: string): Promise<Port | null> {
  const name = `${of} ${who}`;
  const known = ports.get(name);
  if (known) return known;
  const port = connect(name);
  ports.set(name, port);
  return port;
}

/** null: there are no shared workers here, or this one does not run. */
function connect(name: string): Promise<Port | null> {
  if (typeof SharedWorker === 'undefined') return Promise.resolve(null);
  return new Promise((resolve) => {
    const listeners = new Set<(message: FromRelay) => void>();
    try {
      const worker = new SharedWorker(new URL('./relay-worker.ts', import.meta.url), {
        name,
        type: 'module',
      });
      const timer = setTimeout(() => resolve(null), HELLO_MS);
      worker.onerror = () => resolve(null);
      worker.port.onmessage = ({ data }: MessageEvent<FromRelay>) => {
        if (data.kind === 'hello') {
          clearTimeout(timer);
          resolve({
            post: (message) => worker.port.postMessage(message),
            on(listener) {
              listeners.add(listener);
              return () => listeners.delete(listener);
            },
          });
        }
        for (const listener of listeners) listener(data);
      };
      window.addEventListener('pagehide', () => worker.port.postMessage({ kind: 'close' } satisfies ToRelay));
    } catch {
      resolve(null);
    }
  });
}
