import type { AnyTRPCRouter } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { makeContext, strangeReason, strangersOrigin } from './context';
import { recordRefusal } from './refusal-log';
import { encodeWholeChunks } from './text-encoder-stream';

encodeWholeChunks();

/** Bytes of a request's body. */
const LARGEST_BODY = 1024 * 1024;
/** Calls in one request. */
const LONGEST_BATCH = 20;

const NEVER_STORED = { 'cache-control': 'no-store' };

/** Answers one request to a router that is mounted at `endpoint`. `views`: wall displays are let in. */
export async function serve(
  request: Request,
  router: AnyTRPCRouter,
  endpoint: string,
  { views = false } = {},
): Promise<Response> {
  const strange = strangeReason(request);
  if (strange !== null) {
    const path = new URL(request.url).pathname.slice(endpoint.length + 1);
    // Words of a stranger do not choose how many rows there are.
    const action = path in router._def.procedures ? path : 'request';
    const subject = endpoint;
    const from = strangersOrigin(request);
    await recordRefusal({ actor: 'nobody', from, action, subject, sentence: strange, outcome: 'refused' });
    return refusal(403, 'FORBIDDEN', -32_003, strange);
  }
  const bounded = await withBoundedBody(request);
  if (!bounded) return tooLarge();
  return fetchRequestHandler({
    endpoint,
    req: bounded,
    router,
    createContext: ({ resHeaders }) => makeContext(bounded, resHeaders, { views }),
    // A preview of a large change does not fit into an address.
    allowMethodOverride: true,
    maxBatchSize: LONGEST_BATCH,
    responseMeta: () => ({ headers: new Headers(NEVER_STORED) }),
  });
}

/** The request with its body read, or null where that is too large: the rest is left unread then. */
async function withBoundedBody(request: Request): Promise<Request | null> {
  if (!request.body) return request;
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST_BODY) return null;
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.byteLength;
    // Not cancelled: that would end the connection before the answer.
    if (length > LARGEST_BODY) return null;
    chunks.push(read.value);
  }
  const { method, headers, signal } = request;
  return new Request(request.url, { method, headers, signal, body: Buffer.concat(chunks) });
}

function tooLarge(): Response {
  const sentence = `A request may hold ${LARGEST_BODY / 1024 / 1024} MB: send it in parts.`;
  const answer = refusal(413, 'PAYLOAD_TOO_LARGE', -32_013, sentence);
  answer.headers.set('connection', 'close');
  return answer;
}

/** An error in the shape that tRPC's clients read. */
function refusal(status: number, name: string, code: number, sentence: string): Response {
  const data = { code: name, httpStatus: status, overlane: { code: 'refused', sentence } };
  return Response.json({ error: { message: sentence, code, data } }, { status, headers: NEVER_STORED });
}
