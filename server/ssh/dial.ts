import { connect as connectSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import type { AuthenticationType, Client, ServerHostKeyAlgorithm } from 'ssh2';
import { modernAlgorithms } from './algorithms';
import { NotForwarded } from './forward';
import type { Identity } from './identity';
import type { Session } from './session';

/** What SSH connects to. `via`: the session with the host that the connection goes through; else it is direct. */
export type Target = { address: string; port: number; via?: Session };

export type Login = { user: string; identity: Identity };

export type Dialed =
  | { kind: 'ready'; ssh: NodeSSH; client: Client; socket: Duplex }
  /** `stage`: how far it came; `greeting`: what the peer said instead of an SSH version. */
  | { kind: 'failed'; stage: 'connect' | 'handshake' | 'login'; error: DialError; greeting: string };

/** As ssh2 marks its errors: `level` names the layer, `code` is the system's or the peer's. */
export type DialError = Error & { level?: string; code?: string | number };

/** Milliseconds from the first packet to a session that is logged in. */
export const HANDSHAKE_MS = 10_000;
/** Bytes before login. A key exchange and a banner take a few thousand. */
const MOST_BEFORE_LOGIN = 256 * 1024;
/** Two without an answer end the connection: a dead peer is noticed 10 to 15 s after its last word. */
const KEEPALIVE = { keepaliveInterval: 5000, keepaliveCountMax: 2 };

/**
 * One connection. Every path to a host goes through here, so that none is without a verifier: ssh2 accepts any key
 * where none is given. The user's name is sent only after `verify` accepted the key and its signature was checked.
 */
export async function dial(
  target: Target,
  login: Login | null,
  options: {
    verify: (hostKey: Buffer) => boolean;
    hostKeys?: readonly ServerHostKeyAlgorithm[];
    signal?: AbortSignal;
    handshakeMs?: number;
  },
): Promise<Dialed> {
  let socket: Duplex;
  try {
    // A socket of our own, because ssh2 leaves Nagle's algorithm on: 48 ms instead of 4 ms for a command.
    socket = target.via
      ? await target.via.forward(target.address, target.port, HANDSHAKE_MS)
      : connectSocket({ host: target.address, port: target.port, noDelay: true });
  } catch (error) {
    if (!(error instanceof NotForwarded)) throw error;
    return { kind: 'failed', stage: 'connect', error, greeting: '' };
  }
  // A channel through another host is connected already.
  let stage: 'connect' | 'handshake' | 'login' = target.via ? 'handshake' : 'connect';
  let first: DialError | null = null;
  const ssh = new NodeSSH();
  const ready = ssh.connect({
    sock: socket,
    username: login?.user ?? '',
    ...credentials(login),
    algorithms: modernAlgorithms(options.hostKeys),
    hostVerifier: (hostKey: Buffer) => options.verify(hostKey) && login !== null,
    readyTimeout: options.handshakeMs ?? HANDSHAKE_MS,
    ...KEEPALIVE,
  });
  const client = ssh.connection as Client;
  // node-ssh takes its own listener away once connected, and an error without a listener ends the process.
  client.on('error', (error: DialError) => {
    first ??= error;
  });
  client.on('connect', () => {
    stage = 'handshake';
  });
  client.on('handshake', () => {
    stage = 'login';
  });
  const opening = watchOpening(socket);
  const abort = () => socket.destroy(new Error('given up'));
  options.signal?.addEventListener('abort', abort, { once: true });
  if (options.signal?.aborted) abort();
  try {
    await ready;
    return { kind: 'ready', ssh, client, socket };
  } catch (error) {
    socket.destroy();
    return { kind: 'failed', stage, error: first ?? (error as DialError), greeting: opening.greeting() };
  } finally {
    opening.end();
    options.signal?.removeEventListener('abort', abort);
  }
}

function credentials(login: Login | null) {
  if (login === null) return { authHandler: [] };
  // Only the method that is meant: each failed one counts towards the host's MaxAuthTries.
  const only = (method: AuthenticationType) => ({ authHandler: [method] });
  return login.identity.kind === 'agent'
    ? { agent: login.identity.socket, ...only('agent') }
    : { privateKey: login.identity.privateKey, ...only('publickey') };
}

/** Ends a connection whose peer talks without end before login, and keeps its first line. */
function watchOpening(socket: Duplex) {
  let bytes = 0;
  let start = '';
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (start.length < 200) start += chunk.toString('latin1', 0, 200);
    if (bytes > MOST_BEFORE_LOGIN) socket.destroy(new Error('talks without end before login'));
  };
  // ssh2 has paused the socket by now, so this listener does not make it flow.
  socket.on('data', count);
  return {
    end: () => socket.off('data', count),
    greeting: () => {
      const line = start.split(/[\r\n]/, 1)[0] ?? '';
      return line.startsWith('SSH-') ? '' : line.replace(/[^\x20-\x7e]/g, '').slice(0, 120);
    },
  };
}
