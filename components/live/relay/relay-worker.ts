/** Runs in a SharedWorker: one for all tabs of one person and one router, by its name (see relay-feed.ts). */

import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import type { AppRouter } from '@/server/api/types';
import { Relay } from './relay';
import { type FromRelay, ROUTER_URL, type ToRelay } from './relay-message';
import { Slots } from './slots';
import { watchUpstream } from './watch-upstream';

type Scope = { name: string; onconnect: ((event: MessageEvent) => void) | null };
// The library of types is the page's, where there is no such thing.
const scope = globalThis as unknown as Scope;

const of = scope.name.startsWith('ops ') ? 'ops' : 'console';
const client = createTRPCClient<AppRouter>({ links: [httpSubscriptionLink({ url: ROUTER_URL[of] })] });
const relay = new Relay(watchUpstream((input, handlers) => client.live.watch.subscribe(input, handlers)));
const slots = new Slots();

scope.onconnect = ({ ports: [port] }) => {
  if (!port) return;
  const send = (message: FromRelay) => port.postMessage(message);
  port.onmessage = ({ data }: MessageEvent<ToRelay>) => {
    switch (data.kind) {
      case 'join':
        relay.join(port, data.after, send);
        return;
      case 'leave':
        relay.leave(port);
        return;
      case 'close':
        relay.leave(port);
        slots.endAllOf(port);
        return;
      case 'slot':
        send({ kind: 'slot', id: data.id, granted: slots.ask(port, data.id, Date.now()) });
        return;
      case 'slot-end':
        slots.end(data.id);
        return;
    }
  };
  send({ kind: 'hello' });
};
