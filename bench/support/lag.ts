import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** How late the event loop of the product was since it was asked last, in milliseconds, and what it took. */
export type Lag = {
  pid: number;
  median: number;
  p99: number;
  most: number;
  /** Bytes. */
  rss: number;
  /** Microseconds since its start. */
  cpu: { user: number; system: number };
};

/** What the product's environment needs for `askLag`. */
export function lagEnvironment(folder: string): { socket: string; environment: Record<string, string> } {
  const socket = join(folder, 'lag.sock');
  const preload = fileURLToPath(new URL('lag-of-product.mjs', import.meta.url));
  return {
    socket,
    environment: {
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import ${pathToFileURL(preload)}`,
      OVERLANE_BENCH_LAG: socket,
    },
  };
}

export async function askLag(socket: string): Promise<Lag> {
  const client = connect(socket);
  let text = '';
  client.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(client, 'end');
  return JSON.parse(text) as Lag;
}
