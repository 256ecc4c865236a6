import { z } from 'zod';
import { beginSession } from '../auth/begin-session';
import { crossSiteReason, isOurHost, productOrigin } from '../auth/origin';
import { BUSY, hasPassword, lockedSentence, tryPassword } from '../auth/password';
import { peerOf } from '../auth/peer';
import { takeLink } from '../auth/sign-in-link';
import { strangersOrigin } from './context';
import { recordRefusal } from './refusal-log';

const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/**
 * Follows a one-time sign-in link: to the start page with a session, or to the sign-in page, which says why not. Who
 * has no password yet is asked for one. Only a person's own visit uses the link up: a browser that loads it ahead of
 * one is sent away.
 */
export async function followSignInLink(request: Request): Promise<Response> {
  const { headers } = request;
  if (!isOurHost(headers.get('host') ?? '')) {
    return new Response(`Open ${productOrigin().origin} instead.\n`, { status: 421, headers: HEADERS });
  }
  const purpose = headers.get('sec-purpose') ?? headers.get('purpose') ?? '';
  if (purpose.includes('prefetch')) return new Response(null, { status: 503, headers: HEADERS });
  const used = await takeLink(new URL(request.url).searchParams.get('token') ?? '');
  const cookies = used && (await beginSession(used.userId, 'link', headers));
  if (!cookies) {
    await recordRefusal({
      actor: 'nobody',
      from: strangersOrigin(request),
      action: 'session.signIn',
      subject: 'sign-in link',
      sentence: 'a sign-in link was followed that is not good any more, or never was',
      outcome: 'refused',
    });
    return redirect('/login?reason=used');
  }
  const welcome = used.invited && !(await hasPassword(used.userId));
  return withCookies(redirect(welcome ? '/welcome' : '/'), cookies);
}

const passwordBody = z.strictObject({ name: z.string().max(100), password: z.string().max(1_000) });

/** Bytes. */
const LARGEST_BODY = 8_192;

/**
 * `POST /login/password`: begins a session, or answers with a sentence. The answer is the same whether there is no such
 * user, no password, or another one.
 */
export async function signInByPassword(request: Request): Promise<Response> {
  const { headers } = request;
  const strange = crossSiteReason(request.method, headers);
  if (strange !== null) return refused(request, 403, strange, 'sign-in');
  const body = await bodyOf(request, passwordBody);
  if (!body) return refused(request, 400, 'Send a name and a password.', 'sign-in');
  const name = body.name.trim().toLowerCase();
  const tried = await tryPassword(name, body.password, peerOf(headers));
  if ('busy' in tried) return answer(503, BUSY);
  if ('lockedMs' in tried) return refused(request, 429, lockedSentence(tried.lockedMs), 'sign-in');
  if ('wrong' in tried) return refused(request, 401, WRONG, 'sign-in');
  const cookies = await beginSession(tried.userId, 'password', headers);
  if (!cookies) return answer(403, 'Your account is disabled: ask an admin.');
  return withCookies(answer(200, 'signed in'), cookies);
}

const WRONG = 'Name or password is not right.';

export async function bodyOf<T>(request: Request, schema: z.ZodType<T>): Promise<T | null> {
  if (!request.headers.get('content-type')?.startsWith('application/json')) return null;
  if (Number(request.headers.get('content-length') ?? LARGEST_BODY + 1) > LARGEST_BODY) return null;
  const parsed = schema.safeParse(await request.json().catch(() => null));
  return parsed.success ? parsed.data : null;
}

/** What was typed is not written down: people type passwords where names belong. */
export async function refused(
  request: Request,
  status: number,
  sentence: string,
  subject: string,
): Promise<Response> {
  await recordRefusal({
    actor: 'nobody',
    from: strangersOrigin(request),
    action: 'session.signIn',
    subject,
    sentence: sentence === WRONG ? 'tried to sign in with a name or a password that is not right' : sentence,
    outcome: 'refused',
  });
  return answer(status, sentence);
}

export function answer(status: number, sentence: string): Response {
  return Response.json({ sentence }, { status, headers: HEADERS });
}

/** A path, so that the browser stays on the name under which it reached us. */
function redirect(path: string): Response {
  return new Response(null, { status: 303, headers: { ...HEADERS, location: path } });
}

export function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}
