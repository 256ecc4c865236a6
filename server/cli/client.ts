import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { EventSource } from 'eventsource';
import type { AppRouter } from '../api/types';
import { Failure } from './failure';

export type Client = ReturnType<typeof connect>;

export function dataFolder(): string {
  return resolve(process.env.OVERLANE_DATA ?? '.overlane');
}

export function serverUrl(): string {
  return (process.env.OVERLANE_URL ?? `http://127.0.0.1:${process.env.PORT ?? 3000}`).replace(/\/+$/, '');
}

/** A client of the same API that the browser uses, signed in by the token file of the server's data folder. */
export function connect() {
  const url = `${serverUrl()}/api/trpc`;
  const headers = { authorization: `Bearer ${token()}` };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url,
          EventSource,
          eventSourceOptions: async () => ({
            fetch: (input: string | URL, init: RequestInit) =>
              fetch(input, { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } }),
          }),
        }),
        false: httpLink({ url, headers, methodOverride: 'POST' }),
      }),
    ],
  });
}

/** What lies at a path of the server besides the API's procedures. */
export function download(path: string): Promise<Response> {
  return fetch(`${serverUrl()}${path}`, { headers: { authorization: `Bearer ${token()}` } });
}

function token(): string {
  if (process.env.OVERLANE_TOKEN) return process.env.OVERLANE_TOKEN;
  const file = join(dataFolder(), 'token');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Failure(
      'no-token',
      `cannot read the token file ${file} (${(error as NodeJS.ErrnoException).code})`,
      [
        'start the product with `npm start` in this folder,',
        'or set OVERLANE_DATA to its data folder, or OVERLANE_TOKEN and OVERLANE_URL for another server',
      ],
    );
  }
}
