import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createTRPCClient, httpSubscriptionLink } from '@trpc/client';
import { EventSource } from 'eventsource';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventHub } from '../controller/event-hub';
import { NO_PROOFS } from '../controller/fixtures/no-proofs';
import { setController } from '../controller/slot';
import { temporaryDatabase } from '../db/temporary';
import { APART } from '../diagnose/isolation/fixtures/apart';
import { ListeningController, startTestProduct, type TestProduct } from './test-product';
import type { AppRouter } from './types';

/** Tells what a real hub has, instead of one snapshot. */
class HubController extends ListeningController {
  readonly hub = new EventHub(
    () => ({
      kind: 'snapshot',
      now: 0,
      intent: { revision: 0, vxlan: { port: 8472 }, drift: 'report', hosts: [], tenants: [] },
      hosts: [],
      statuses: [],
      drift: [],
      carriage: [],
      rollouts: [],
      isolation: APART,
      proofs: NO_PROOFS,
    }),
    Date.now() * 100,
  );
  override watch(after: number | null, signal: AbortSignal) {
    return this.hub.watch(after, signal);
  }
}

const controller = new HubController();
let product: TestProduct;
let cookie: string;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
  cookie = await product.signIn('viewer');
  setController(controller);
});
afterAll(() => product.stop());

/** A cable between browser and server that can be pulled and plugged in again. */
async function cable(to: number) {
  const sockets = new Set<Socket>();
  let isPulled = false;
  const server = createServer((near) => {
    if (isPulled) {
      near.destroy();
      return;
    }
    const far = connect({ host: '127.0.0.1', port: to });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        sockets.delete(socket);
      });
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    pull() {
      isPulled = true;
      for (const socket of sockets) socket.destroy();
    },
    plugIn() {
      isPulled = false;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

it('a client that lost its connection for a minute of 50 events a second misses none and doubles none', async () => {
  const line = await cable(Number(new URL(product.url).port));
  const client = createTRPCClient<AppRouter>({
    links: [
      httpSubscriptionLink({
        url: `http://127.0.0.1:${line.port}/api/trpc`,
        EventSource,
        eventSourceOptions: async () => ({
          fetch: (input: string | URL, init: RequestInit) =>
            fetch(input, { ...init, headers: { ...(init.headers as Record<string, string>), cookie } }),
        }),
      }),
    ],
  });
  const told: string[] = [];
  const subscription = client.live.watch.subscribe(
    {},
    { onData: ({ data }) => void told.push(data.kind === 'statuses' ? (data.gone[0] ?? '') : data.kind) },
  );
  let n = 0;
  const happen = (times: number) => {
    for (let i = 0; i < times; i++)
      controller.hub.publish({ kind: 'statuses', set: [], gone: [String(n++)], now: 0 });
  };
  try {
    await expect.poll(() => told).toEqual(['snapshot']);
    happen(10);
    await expect.poll(() => told.length).toBe(11);
    for (const missed of [3000, 1, 500]) {
      line.pull();
      await expect.poll(() => controller.hub.watchers).toBe(0);
      happen(missed);
      line.plugIn();
      await expect.poll(() => told.length, { timeout: 30_000 }).toBe(n + 1);
    }
    happen(10);
    await expect.poll(() => told.length).toBe(n + 1);
    expect(told).toEqual(['snapshot', ...Array.from({ length: n }, (_, i) => String(i))]);
  } finally {
    subscription.unsubscribe();
    line.close();
  }
}, 60_000);
