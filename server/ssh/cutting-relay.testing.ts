import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A cable on the loopback towards a host, that can be cut after so many bytes of what is sent to the host. */
export type CuttingRelay = {
  port: number;
  /** Bytes towards the host so far. */
  sent(): number;
  /** Cuts once this many bytes in all went towards the host. */
  cutAt(bytes: number): void;
  /** How many connections were made. */
  made(): number;
  close(): Promise<void>;
};

export async function cuttingRelay(host: { address: string; port: number }): Promise<CuttingRelay> {
  let sent = 0;
  let limit = Number.POSITIVE_INFINITY;
  let made = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    made += 1;
    const far = connect({ host: host.address, port: host.port, noDelay: true });
    const cut = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', cut).on('close', cut);
    }
    near.on('data', (chunk) => {
      const allowed = chunk.subarray(0, Math.max(0, limit - sent));
      sent += allowed.length;
      far.write(allowed, () => {
        if (sent >= limit) cut();
      });
    });
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sent: () => sent,
    cutAt: (bytes) => {
      limit = bytes;
    },
    made: () => made,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
