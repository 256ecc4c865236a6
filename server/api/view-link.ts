import { isOurHost, productOrigin } from '../auth/origin';
import { viewCookie, viewSecondsLeft } from '../auth/view-link';
import { strangersOrigin } from './context';
import { recordRefusal } from './refusal-log';

const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** Follows a view link: keeps its token in a cookie, so that it is in no address any more, and shows the wall view. */
export async function followViewLink(request: Request): Promise<Response> {
  if (!isOurHost(request.headers.get('host') ?? '')) {
    return new Response(`Open ${productOrigin().origin} instead.\n`, { status: 421, headers: HEADERS });
  }
  const token = new URL(request.url).searchParams.get('token') ?? '';
  const seconds = await viewSecondsLeft(token);
  if (seconds > 0) {
    const cookie = { 'set-cookie': viewCookie(token, seconds) };
    return new Response(null, { status: 303, headers: { ...HEADERS, ...cookie, location: '/ops' } });
  }
  await recordRefusal({
    actor: 'nobody',
    from: strangersOrigin(request),
    action: 'views.follow',
    subject: 'view link',
    sentence: 'a view link was followed that is not good any more, or never was',
    outcome: 'refused',
  });
  return new Response(null, { status: 303, headers: { ...HEADERS, location: '/login?reason=view' } });
}
