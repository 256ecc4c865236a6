import { actorOf } from '../../auth/principal';
import { roleSuffices } from '../../auth/role';
import { isMetricsToken } from '../../auth/token';
import type { LiveEvent } from '../../controller/face';
import { ControllerNotRunning, getController } from '../../controller/slot';
import { makeContext } from '../context';
import { openStreams } from '../open-stream';
import { recordRefusal } from '../refusal-log';
import { CONTENT_TYPE, exposition } from './exposition';
import { fabricFamilies } from './fabric-families';
import { processFamilies } from './process-families';

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/**
 * `GET /api/metrics`, for Prometheus: by a session, by the token of the command line, or by the one that is good for
 * this alone.
 */
export async function metrics(request: Request, version: string): Promise<Response> {
  const denied = await denial(request);
  if (denied) return denied;
  try {
    const families = [
      // What pages are told of it is capped.
      ...fabricFamilies(
        { ...(await present()), isolation: getController().isolation() },
        getController().figures(),
      ),
      ...processFamilies(version, openStreams()),
    ];
    return new Response(exposition(families), { headers: { ...HEADERS, 'content-type': CONTENT_TYPE } });
  } catch (error) {
    if (error instanceof ControllerNotRunning) return text(503, error.message);
    console.error('The metrics could not be made:', error);
    return text(500, 'The metrics could not be made; the log of the product has the reason.');
  }
}

/** Null where the request may be answered. */
async function denial(request: Request): Promise<Response | null> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token !== undefined && isMetricsToken(token)) return null;
  const answer = new Headers();
  const { principal, strange, from } = await makeContext(request, answer);
  if (strange !== null) {
    const subject = '/api/metrics';
    await recordRefusal({
      actor: 'nobody',
      from,
      action: 'request',
      subject,
      sentence: strange,
      outcome: 'refused',
    });
    return text(403, strange);
  }
  if (principal && principal.tenants !== null) {
    const sentence = 'The metrics are of all tenants: this token or session has some of them.';
    const subject = '/api/metrics';
    await recordRefusal({
      ...actorOf(principal),
      ...{ action: 'request', subject, sentence, outcome: 'refused' },
    });
    return text(403, sentence);
  }
  if (principal && roleSuffices(principal.role, 'viewer')) return null;
  return text(
    401,
    'Send the token of the file "metrics-token" in the data folder: Authorization: Bearer TOKEN.',
    {
      'www-authenticate': 'Bearer realm="overlane"',
    },
  );
}

async function present(): Promise<LiveEvent & { kind: 'snapshot' }> {
  const end = new AbortController();
  try {
    for await (const event of getController().watch(null, end.signal)) {
      if (event.kind === 'snapshot') return event;
    }
  } finally {
    end.abort();
  }
  throw new ControllerNotRunning();
}

function text(status: number, sentence: string, headers: Record<string, string> = {}): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', ...headers },
  });
}
