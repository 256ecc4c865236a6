import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Proposal } from '../adopt/proposal';
import { COMMAND_LINE } from '../auth/principal';
import type { Role } from '../auth/role';
import { newLink } from '../auth/sign-in-link';
import { startAuth } from '../auth/start';
import { createUser } from '../auth/users';
import type { Controller, Figures, LiveEvent, RepairOutcome } from '../controller/face';
import { setController } from '../controller/slot';
import { APART } from '../diagnose/isolation/fixtures/apart';
import type { Isolation } from '../diagnose/isolation/isolation';
import type { PathAnswer } from '../diagnose/path/answer';
import type { DriftItem } from '../drift/drift-item';
import { foundFabric } from '../intent/found';
import { loadIntent } from '../intent/load';
import type { Fault } from '../model/check';
import type { Rollout } from '../model/rollout';
import type { CaptureEvent } from '../probe/capture-event';
import type { MatrixEvent, MatrixRequest } from '../probe/matrix-event';
import type { MtuEvent } from '../probe/mtu-event';
import type { SweepEvent, SweepRequest } from '../probe/sweep-event';
import { metrics } from './metrics/metrics';
import { appRouter, opsRouter } from './router';
import { serve } from './serve';
import { followSignInLink } from './sign-in';

export type TestProduct = Awaited<ReturnType<typeof startTestProduct>>;

/**
 * The API on a real port and on the (real) database that the test opened, without Next. Without a controller of the
 * test's own it has no hosts: its controller only tells what it was asked.
 */
export async function startTestProduct({
  folder,
  remove,
  real,
}: {
  folder: string;
  remove(): Promise<void>;
  real?: Controller;
}) {
  const controller = new ListeningController();
  setController(real ?? controller);

  const server = createServer((incoming, outgoing) => {
    const headers = new Headers();
    for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
      headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '');
    }
    const gone = new AbortController();
    outgoing.on('close', () => gone.abort());
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const request = new Request(new URL(incoming.url ?? '/', 'http://localhost'), {
      method: incoming.method,
      headers,
      signal: gone.signal,
      ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } : {}),
    } as RequestInit);
    answer(request).then(
      (response) => {
        outgoing.writeHead(response.status, [...response.headers].flat());
        if (response.body)
          Readable.fromWeb(response.body as never)
            .on('error', () => {})
            .pipe(outgoing);
        else outgoing.end();
      },
      (error) => outgoing.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.OVERLANE_ORIGIN = url;
  await foundFabric();
  await startAuth();

  /** Signs in and gives the cookie to send; each call is another session. */
  const signIn = async (role: Role): Promise<string> => {
    const name = `a-${role}-${Math.random().toString(36).slice(2, 8)}`;
    const link = role === 'admin' ? await newLink(null) : await createUser({ name, role }, COMMAND_LINE);
    return sessionCookie(await fetch(link.url, { redirect: 'manual' }));
  };

  return {
    url,
    folder,
    controller,
    signIn,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      delete process.env.OVERLANE_ORIGIN;
      await remove();
    },
  };
}

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/api/trpc/')) return serve(request, appRouter, '/api/trpc');
  if (pathname.startsWith('/api/ops/')) return serve(request, opsRouter, '/api/ops');
  if (pathname === '/api/metrics') return metrics(request, '0.0.0-test');
  if (pathname === '/login/link') return followSignInLink(request);
  return new Response(null, { status: 404 });
}

/** `name=value` of the session cookie that an answer sets, or ''. */
export function sessionCookie(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Stands where hosts would be: it tells one snapshot and what was asked of it, and sends nothing. */
export class ListeningController implements Controller {
  readonly asked: string[] = [];
  /** Streams that run now. */
  open = 0;
  refusals: Fault[] = [];
  drifted: DriftItem[] = [];
  going: Rollout[] = [];
  isolated: Isolation = APART;
  found: Proposal = { tenants: [], leftovers: [], unread: [] };
  /** What a repair meets. */
  unrepaired: RepairOutcome['failed'] = [];
  readonly counted: Figures = {
    apply: { bounds: [0.1, 1], counts: [1, 2, 3], sum: 7.5 },
    observation: { bounds: [0.1, 1], counts: [0, 0, 0], sum: 0 },
    fullRead: { bounds: [0.1, 1], counts: [4, 0, 0], sum: 0.1 },
    runs: { done: 5, failed: 1, unknown: 0 },
  };
  snapshot: Partial<LiveEvent & { kind: 'snapshot' }> = {};

  async *watch(after: number | null, signal: AbortSignal): AsyncGenerator<LiveEvent> {
    this.asked.push(`watch after ${after}`);
    const intent = await loadIntent();
    yield* this.#untilAborted(signal, {
      id: 1_700_000_000_000_000,
      kind: 'snapshot',
      now: 0,
      intent,
      hosts: [],
      statuses: [],
      drift: [],
      carriage: [],
      rollouts: this.going,
      isolation: this.isolated,
      ...this.snapshot,
    } as LiveEvent);
  }

  async *ping(request: { target: string }, signal: AbortSignal) {
    this.asked.push(`ping ${request.target}`);
    yield* this.#untilAborted(signal, { kind: 'line', text: `PING ${request.target}`, at: 0 } as const);
  }

  async *sweep({ target }: SweepRequest, signal: AbortSignal): AsyncGenerator<SweepEvent> {
    this.asked.push(`sweep ${target}`);
    yield* this.#untilAborted(signal, { kind: 'begin', device: 'msft-veth1', deviceMtu: 1450, at: 0 });
  }

  async *matrix({ seats, count }: MatrixRequest, signal: AbortSignal): AsyncGenerator<MatrixEvent> {
    this.asked.push(`matrix ${seats.map(({ label, address }) => `${label}=${address}`).join(' ')} ${count}`);
    yield* this.#untilAborted(signal, { kind: 'begin', seats, pairs: 0, leftOut: 0, at: 0 });
  }

  async *networkMtu(networkId: string, signal: AbortSignal): AsyncGenerator<MtuEvent> {
    this.asked.push(`mtu ${networkId}`);
    yield* this.#untilAborted(signal, { kind: 'begin', ways: 0, leftOut: 0, at: 0 });
  }

  async *capture(request: { place: { at: string } }, signal: AbortSignal) {
    this.asked.push(`capture ${request.place.at}`);
    yield* this.#untilAborted<CaptureEvent>(signal, { kind: 'began', at: 0, argv: ['tcpdump'] });
  }

  async *#untilAborted<T>(signal: AbortSignal, first: T): AsyncGenerator<T> {
    this.open++;
    try {
      yield first;
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve());
      });
    } finally {
      this.open--;
    }
  }

  preview() {
    return [];
  }
  proposal() {
    return this.found;
  }
  async path(wish: { from: string; to: string }, probe: boolean): Promise<PathAnswer> {
    this.asked.push(`path ${wish.from} ${wish.to}${probe ? ' probed' : ''}`);
    return {
      verdict: 'ok',
      sentence: 'No fault found.',
      culprit: null,
      cause: null,
      evidence: [],
      fix: null,
      hops: [],
      probes: [],
    };
  }
  newRefusals() {
    return this.refusals;
  }
  weigh() {
    return { faults: this.refusals, rollout: null };
  }
  rollouts() {
    return this.going;
  }
  async quiet() {}
  keepRollout(revision: number) {
    this.asked.push(`keep ${revision}`);
    return true;
  }
  undoRollout(revision: number, actor: string) {
    this.asked.push(`undo ${revision} for ${actor}`);
    return true;
  }
  async intentChanged() {
    this.asked.push('intentChanged');
  }
  async scanHostKey(target: { address: string; port: number }) {
    this.asked.push(`scan ${target.address}`);
    return { fingerprint: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', type: 'ssh-ed25519' };
  }
  look(hostIds: readonly string[]) {
    this.asked.push(`look ${hostIds.join(' ')}`);
  }
  fdbAges() {
    return null;
  }
  drift() {
    return this.drifted;
  }
  isolation() {
    return this.isolated;
  }
  async repair(keys: readonly string[]) {
    this.asked.push(`repair ${keys.join(' ')}`);
    const failed = this.unrepaired.filter(({ key }) => keys.includes(key));
    return { repaired: keys.filter((key) => !failed.some((one) => one.key === key)), failed };
  }
  retry(hostId: string) {
    this.asked.push(`retry ${hostId}`);
  }
  reread(hostId: string) {
    this.asked.push(`reread ${hostId}`);
  }
  async publicKey() {
    return 'ssh-ed25519 AAAA overlane';
  }
  figures() {
    return this.counted;
  }
}
