import type { AnyTRPCRouter } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { makeContext } from './context';

/** Bytes of a request's body. */
const LARGEST_BODY = 1024 * 1024;
/** Calls in one request. */
const LONGEST_BATCH = 20;

const NEVER_STORED = { 'cache-control': 'no-store' };

/** Answers one request to a router that is mounted at `endpoint`. */
export async function serve(request: Request, router: AnyTRPCRouter, endpoint: string): Promise<Response> {
  const bounded = await withBoundedBody(request);
  if (!bounded) return tooLarge();
  return fetchRequestHandler({
    endpoint,
    req: bounded,
    router,
    createContext: ({ resHeaders }) => makeContext(bounded, resHeaders),
    // A preview of a large change does not fit into an address.
    allowMethodOverride: true,
    maxBatchSize: LONGEST_BATCH,
    responseMeta: () => ({ headers: new Headers(NEVER_STORED) }),
  });
}

/** The request with its body read, or null where that is too large: it is not read to its end then. */
async function withBoundedBody(request: Request): Promise<Request | null> {
  if (!request.body) return request;
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST_BODY) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  const { method, headers, signal } = request;
  return new Request(request.url, { method, headers, signal, body: Buffer.concat(chunks) });
}

function tooLarge(): Response {
  const sentence = `A request may hold ${LARGEST_BODY / 1024 / 1024} MB: send it in parts.`;
  const data = { code: 'PAYLOAD_TOO_LARGE', httpStatus: 413, overlane: { code: 'refused', sentence } };
  return Response.json(
    { error: { message: sentence, code: -32_013, data } },
    { status: 413, headers: NEVER_STORED },
  );
}
