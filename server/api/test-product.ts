import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Proposal } from '../adopt/proposal';
import { markPeers } from '../auth/peer';
import { commandLine } from '../auth/principal';
import type { Role } from '../auth/role';
import { newLink } from '../auth/sign-in-link';
import { startAuth } from '../auth/start';
import type { Tenants } from '../auth/tenants';
import { createUser } from '../auth/users';
import { startCaptures, stopCaptures } from '../captures/start';
import type {
  Controller,
  Figures,
  LiveEvent,
  MatrixPlan,
  ProofState,
  RepairOutcome,
  TraceWish,
} from '../controller/face';
import { NO_PROOFS } from '../controller/fixtures/no-proofs';
import { setController } from '../controller/slot';
import { APART } from '../diagnose/isolation/fixtures/apart';
import type { Isolation } from '../diagnose/isolation/isolation';
import type { PathAnswer } from '../diagnose/path/answer';
import type { PathWish } from '../diagnose/path/scene';
import type { DriftItem } from '../drift/drift-item';
import { foundFabric } from '../intent/found';
import { loadIntent } from '../intent/load';
import type { Fault } from '../model/check';
import type { Rollout } from '../model/rollout';
import type { CaptureEvent } from '../probe/capture-event';
import type { MatrixEvent, MatrixRequest } from '../probe/matrix-event';
import type { MtuEvent } from '../probe/mtu-event';
import type { ProofEvent } from '../probe/proof-event';
import type { SweepEvent, SweepRequest } from '../probe/sweep-event';
import type { TraceEvent } from '../probe/trace-event';
import { exportAudit } from './audit-export';
import { captureDownload } from './capture-download';
import { listeningKeys } from './listening-keys.testing';
import { metrics } from './metrics/metrics';
import { appRouter, opsRouter } from './router';
import { serve } from './serve';
import { followSignInLink, signInByPassword } from './sign-in';
import { passkeyChallenge, signInByPasskey } from './sign-in-passkey';
import { beginProviderSignIn, endProviderSignIn } from './sign-in-provider';
import { followViewLink } from './view-link';

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
  markPeers();
  const controller = new ListeningController();
  setController(real ?? controller);

  const server = createServer((incoming, outgoing) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) {
      for (const one of [value ?? []].flat()) headers.append(name, one);
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
  await startCaptures(folder);

  /** Signs in and gives the cookie to send; each call is another session. */
  const signIn = async (role: Role, tenants: Tenants = null): Promise<string> => {
    const name = `a-${role}-${Math.random().toString(36).slice(2, 8)}`;
    const link =
      role === 'admin' ? await newLink(null) : await createUser({ name, role, tenants }, commandLine());
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
      await stopCaptures();
      await remove();
    },
  };
}

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/api/trpc/')) return serve(request, appRouter, '/api/trpc');
  if (pathname.startsWith('/api/ops/')) return serve(request, opsRouter, '/api/ops', { views: true });
  if (pathname === '/api/metrics') return metrics(request, '0.0.0-test');
  if (pathname.startsWith('/api/captures/'))
    return captureDownload(request, decodeURIComponent(pathname.slice('/api/captures/'.length)));
  if (pathname === '/api/audit/export') return exportAudit(request);
  if (pathname === '/login/link') return followSignInLink(request);
  if (pathname === '/login/provider') return beginProviderSignIn(request);
  if (pathname === '/login/provider/callback') return endProviderSignIn(request);
  if (pathname === '/login/password') return signInByPassword(request);
  if (pathname === '/login/passkey/options') return passkeyChallenge(request);
  if (pathname === '/login/passkey') return signInByPasskey(request);
  if (pathname === '/ops/link') return followViewLink(request);
  return new Response(null, { status: 404 });
}

/** `name=value` of the session cookie that an answer sets, or ''. */
export function sessionCookie(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

export type OpenStream = Awaited<ReturnType<typeof openStream>>;

/** An open stream, and all of its text so far. Its heartbeats are answered unless it is `silent`. */
export async function openStream(
  url: string,
  headers: Record<string, string>,
  input?: unknown,
  { silent = false } = {},
) {
  const gone = new AbortController();
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  const response = await fetch(`${url}${query}`, { headers, signal: gone.signal });
  const stream = { status: response.status, text: '', ended: false, leave: () => gone.abort() };
  const decoder = new TextDecoder();
  void (async () => {
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        const text = decoder.decode(chunk, { stream: true });
        stream.text += text;
        const key = /"kind":"heartbeat","key":"(\w+)"/.exec(text)?.[1];
        if (key === undefined || silent) continue;
        const answer = `input=${encodeURIComponent(JSON.stringify({ key }))}`;
        void fetch(new URL(`/api/trpc/heartbeat.answer?${answer}`, url), { headers }).catch(() => {});
      }
    } catch {
      // Left by the test.
    }
    stream.ended = true;
  })();
  return stream;
}

/** Stands where hosts would be: it tells one snapshot and what was asked of it, and sends nothing. */
export class ListeningController implements Controller {
  readonly asked: string[] = [];
  readonly keys = listeningKeys(this.asked);
  /** Streams that run now. */
  open = 0;
  refusals: Fault[] = [];
  drifted: DriftItem[] = [];
  plans: MatrixPlan[] = [];
  /** Of every path. */
  sentence = 'No fault found.';
  going: Rollout[] = [];
  isolated: Isolation = APART;
  proven: ProofState = NO_PROOFS;
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
      proofs: this.proven,
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

  async *prove(by: string, signal: AbortSignal): AsyncGenerator<ProofEvent> {
    this.asked.push(`prove ${by}`);
    yield* this.#untilAborted(signal, { kind: 'begin', at: 0, hosts: 0, tenants: 0, endpoints: 0 });
  }

  async *capture(request: { place: { at: string } }, signal: AbortSignal) {
    this.asked.push(`capture ${request.place.at}`);
    yield* this.#untilAborted<CaptureEvent>(signal, { kind: 'began', at: 0, argv: ['tcpdump'] });
  }

  async *trace({ ends, echoes }: TraceWish, signal: AbortSignal): AsyncGenerator<TraceEvent> {
    this.asked.push(`trace ${ends.between} ${echoes}`);
    yield* this.#untilAborted(signal, { kind: 'hops', hops: [], snapLength: 256 });
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
  async path(wish: PathWish, probe: boolean): Promise<PathAnswer> {
    this.asked.push(`path ${wish.from} ${'to' in wish ? wish.to : wish.address}${probe ? ' probed' : ''}`);
    return {
      verdict: 'ok',
      sentence: this.sentence,
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
  matrixPlans() {
    return this.plans;
  }
  async planMatrix(networkId: string, everyMinutes: number | null) {
    this.asked.push(`plan ${networkId} ${everyMinutes}`);
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
  proofs() {
    return this.proven;
  }
  setProofHours(hours: number) {
    this.asked.push(`prove every ${hours}`);
  }
  async repair(keys: readonly string[]) {
    this.asked.push(`repair ${keys.join(' ')}`);
    const failed = this.unrepaired.filter(({ key }) => keys.includes(key));
    return { repaired: keys.filter((key) => !failed.some((one) => one.key === key)), failed };
  }
  consent() {
    return true;
  }

  retry(hostId: string) {
    this.asked.push(`retry ${hostId}`);
  }
  reread(hostId: string) {
    this.asked.push(`reread ${hostId}`);
  }
  figures() {
    return this.counted;
  }
}
