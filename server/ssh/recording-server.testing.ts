import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket, type Server as TcpServer } from 'node:net';
import ssh2, { type Connection, type ServerConfig } from 'ssh2';
import { describeHostKey } from './host-key';
import { type KeyPair, makeKeyPair } from './key-pair';

/** A real SSH server, on the loopback unless said otherwise, that lets nobody in and keeps all that it was told. */
export type RecordingServer = {
  port: number;
  fingerprints: string[];
  /** `login NAME METHOD`, `session`, … in order: everything that came after a key exchange. */
  heard: string[];
  /** Bytes of each connection, as they came. */
  connections: Buffer[];
  close(): Promise<void>;
};

type Kind = 'ed25519' | 'rsa' | 'ecdsa';

/** Where it listens; port 0: any. */
type Place = { host: string; port: number };
const ANYWHERE: Place = { host: '127.0.0.1', port: 0 };

export async function recordingServer(
  kinds: Kind[] = ['ed25519'],
  config: Partial<ServerConfig> = {},
  place: Place = ANYWHERE,
): Promise<RecordingServer> {
  const keys = kinds.map(makeHostKey);
  const heard: string[] = [];
  const connections: Buffer[] = [];
  const server = new ssh2.Server(
    { ...config, hostKeys: keys.map(({ privateKey }) => privateKey) },
    (client: Connection) => {
      client.on('authentication', (context) => {
        heard.push(`login ${context.username} ${context.method}`);
        context.reject();
      });
      client.on('error', () => {});
    },
  );
  const tcp = createServer((socket) => {
    const index = connections.push(Buffer.alloc(0)) - 1;
    socket.on('data', (chunk) => {
      connections[index] = Buffer.concat([connections[index] as Buffer, chunk]);
    });
    socket.on('error', () => {});
    // ssh2's server takes a connected socket as if it had accepted it itself.
    (server as unknown as { injectSocket(socket: Socket): void }).injectSocket(socket);
  });
  const fingerprints = keys.map(({ publicLine: line }) => {
    return describeHostKey(Buffer.from(line.split(' ')[1] ?? '', 'base64')).fingerprint;
  });
  const { port, close } = await listen(tcp, place);
  return { port, fingerprints, heard, connections, close };
}

function makeHostKey(kind: Kind): KeyPair {
  if (kind === 'ed25519') return makeKeyPair('');
  const pair =
    kind === 'rsa'
      ? ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 })
      : ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  return { privateKey: pair.private, publicLine: pair.public };
}

/** A peer on the loopback that behaves as the handler says. */
export async function peer(handle: (socket: Socket) => void) {
  return listen(
    createServer((socket) => {
      socket.on('error', () => {});
      handle(socket);
    }),
  );
}

async function listen(server: TcpServer, { host, port }: Place = ANYWHERE) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, close };
}
