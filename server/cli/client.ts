import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { EventSource } from 'eventsource';
import type { AppRouter } from '../api/types';
import { heartbeatLink } from '../client/heartbeat-link';
import { Failure } from './failure';
import { savedLogin } from './login-file';

export type Client = ReturnType<typeof connect>;

export function dataFolder(): string {
  return resolve(process.env.OVERLANE_DATA ?? '.overlane');
}

/** The one that is named, else the one that was signed in to, else the one on this machine. */
export function serverUrl(): string {
  const { OVERLANE_URL, OVERLANE_DATA, PORT } = process.env;
  const named = OVERLANE_URL || (OVERLANE_DATA || PORT ? null : savedLogin()?.url);
  return (named ?? `http://127.0.0.1:${PORT ?? 3000}`).replace(/\/+$/, '');
}

/**
 * A client of the same API that the browser uses, signed in by a token: `OVERLANE_TOKEN`, the one that was signed in
 * with, or the file in the data folder of a server on this machine.
 */
export function connect(server = serverUrl(), secret = token()) {
  const url = `${server}/api/trpc`;
  const headers = { authorization: `Bearer ${secret}` };
  return createTRPCClient<AppRouter>({
    links: [
      heartbeatLink(),
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

/** The body of an answer that is no procedure's. @throws Failure */
export async function readRoute(path: string): Promise<AsyncIterable<Uint8Array>> {
  const url = `${serverUrl()}${path}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${token()}` } });
  if (!response.ok) throw new Failure('refused', (await response.text()).trim());
  if (!response.body) throw new Failure('empty', `${url} answered with nothing`);
  return response.body as unknown as AsyncIterable<Uint8Array>;
}

function token(): string {
  if (process.env.OVERLANE_TOKEN) return process.env.OVERLANE_TOKEN;
  const login = savedLogin();
  if (login?.url === serverUrl()) return login.token;
  const file = join(dataFolder(), 'token');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Failure(
      'no-token',
      `cannot read the token file ${file} (${(error as NodeJS.ErrnoException).code})`,
      [
        'start the product with `npm start` in this folder,',
        'or set OVERLANE_DATA to its data folder,',
        'or sign in to another server with a token: overlane login https://server --token',
      ],
    );
  }
}
