import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { TRPCError } from '@trpc/server';
import { actorOf } from '../auth/principal';
import { roleSuffices } from '../auth/role';
import type { SavedCapture } from '../captures/saved-capture';
import { savedCaptures } from '../captures/start';
import { record } from '../intent/record';
import { ID_PATTERN } from '../model/ids';
import { makeContext } from './context';
import { recordRefusal } from './refusal-log';
import { requireTenant } from './saved-capture-rights';

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/**
 * `GET /api/captures/ID`: the pcapng file of a saved capture, as far as it is written, in pieces as fast as the reader
 * takes them. Every download is audited, as it is what tenants sent.
 */
export async function captureDownload(request: Request, id: string): Promise<Response> {
  const { principal, strange } = await makeContext(request, new Headers());
  if (strange !== null) return refused(403, strange, 'nobody');
  if (!principal || !roleSuffices(principal.role, 'viewer')) {
    return text(401, 'Nobody is signed in: sign in again.');
  }
  const capture = ID_PATTERN.test(id) ? await savedCaptures().find(id) : null;
  if (!capture) return text(404, 'There is no such saved capture: it may have expired.');
  try {
    requireTenant(principal, capture);
  } catch (error) {
    if (error instanceof TRPCError) return refused(403, error.message, principal.name);
    throw error;
  }
  const headers = {
    ...HEADERS,
    'content-type': 'application/x-pcapng',
    'content-length': String(capture.size),
    'content-disposition': `attachment; filename="${fileName(capture)}"`,
  };
  if (request.method === 'HEAD') return new Response(null, { headers });
  await record({
    ...actorOf(principal),
    action: 'capture.download',
    subject: capture.place,
    sentence: `downloaded the capture of ${capture.packets} frames on ${capture.place} by ${capture.actor}`,
    outcome: 'done',
    tenantIds: [capture.tenantId],
  });
  const { path, size } = savedCaptures().fileOf(capture);
  // Opened before the answer begins: one that was deleted meanwhile is an answer of its own.
  const file = createReadStream(path, { end: size - 1 });
  try {
    await new Promise((resolve, reject) => file.once('open', resolve).once('error', reject));
  } catch {
    return text(404, 'There is no such saved capture: it may have expired.');
  }
  request.signal.addEventListener('abort', () => file.destroy(), { once: true });
  return new Response(Readable.toWeb(file) as ReadableStream<Uint8Array>, { headers });
}

/** `msft-veth1-of-microsoft@node01.pcapng`: nothing of it can end the quotes. */
function fileName({ place }: SavedCapture): string {
  return `${place.replace(/[^\w@.-]+/g, '-').slice(0, 100)}.pcapng`;
}

async function refused(status: number, sentence: string, actor: string): Promise<Response> {
  const subject = '/api/captures';
  await recordRefusal({ actor, action: 'capture.download', subject, sentence, outcome: 'refused' });
  return text(status, sentence);
}

function text(status: number, sentence: string): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' },
  });
}
