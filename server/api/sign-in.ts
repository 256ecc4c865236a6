import { auth } from '../auth/better-auth';
import { isOurHost, productOrigin } from '../auth/origin';
import { strangersOrigin } from './context';
import { recordRefusal } from './refusal-log';

const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/**
 * Follows a one-time sign-in link: to the start page with a session, or to the sign-in page, which says why not.
 * Only a person's own visit uses the link up: a browser that loads it ahead of one is sent away.
 */
export async function followSignInLink(request: Request): Promise<Response> {
  if (!isOurHost(request.headers.get('host') ?? '')) {
    return new Response(`Open ${productOrigin().origin} instead.\n`, { status: 421, headers: HEADERS });
  }
  const purpose = request.headers.get('sec-purpose') ?? request.headers.get('purpose') ?? '';
  if (purpose.includes('prefetch')) return new Response(null, { status: 503, headers: HEADERS });
  const token = new URL(request.url).searchParams.get('token') ?? '';
  const signedIn = await auth().api.signInByLink({
    body: { token },
    headers: request.headers,
    asResponse: true,
  });
  if (!signedIn.ok) {
    await recordRefusal({
      actor: 'nobody',
      from: strangersOrigin(request),
      action: 'session.signIn',
      subject: 'sign-in link',
      sentence: 'a sign-in link was followed that is not good any more, or never was',
      outcome: 'refused',
    });
  }
  const cookies = signedIn.ok ? signedIn.headers.getSetCookie() : [];
  const answer = redirect(signedIn.ok ? '/' : '/login?reason=used');
  for (const cookie of cookies) answer.headers.append('set-cookie', cookie);
  return answer;
}

/** A path, so that the browser stays on the name under which it reached us. */
function redirect(path: string): Response {
  return new Response(null, { status: 303, headers: { ...HEADERS, location: path } });
}
