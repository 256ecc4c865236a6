import { beginSession } from '../auth/begin-session';
import { AuthError } from '../auth/error';
import { productOrigin } from '../auth/origin';
import { beginAtProvider, endAtProvider } from '../auth/provider';
import { strangersOrigin } from './context';
import { recordRefusal } from './refusal-log';

const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
/** Seconds. */
const UNDER_WAY = 600;

/** `GET /login/provider`: to the provider of single sign-on. */
export async function beginProviderSignIn(request: Request): Promise<Response> {
  // The provider sends people back to one address, and the cookie must be there.
  if (request.headers.get('host')?.toLowerCase() !== productOrigin().host)
    return redirect(new URL('/login/provider', productOrigin()).href);
  try {
    const { url, key } = await beginAtProvider();
    return redirect(url, cookie(key, UNDER_WAY));
  } catch (error) {
    return failed(request, error);
  }
}

/** `GET /login/provider/callback`: back from it. The cookie of the sign-in proves that it was begun in this browser. */
export async function endProviderSignIn(request: Request): Promise<Response> {
  try {
    const key = keyOf(request.headers.get('cookie') ?? '');
    const { userId } = await endAtProvider(key, new URL(request.url).searchParams);
    const cookies = await beginSession(userId, 'provider', request.headers);
    if (!cookies) return redirect('/login?reason=disabled', cookie('', 0));
    return redirect('/', cookie('', 0), ...cookies);
  } catch (error) {
    return failed(request, error);
  }
}

/** Words of the provider go to the log of the process, not to strangers. */
async function failed(request: Request, error: unknown): Promise<Response> {
  const known = error instanceof AuthError;
  if (!known)
    console.error('overlane: single sign-on failed:', error instanceof Error ? error.message : error);
  await recordRefusal({
    actor: 'nobody',
    from: strangersOrigin(request),
    action: 'session.signIn',
    subject: 'single sign-on',
    sentence: `single sign-on let nobody in: ${known ? error.message : 'the provider’s answer was not accepted; the log of the product has the reason'}`,
    outcome: 'refused',
  });
  return redirect('/login?reason=provider', cookie('', 0));
}

function cookieName(): string {
  const { protocol, port } = productOrigin();
  return protocol === 'https:' ? '__Host-overlane-provider' : `overlane-provider-${port || '80'}`;
}

function cookie(key: string, seconds: number): string {
  const secure = productOrigin().protocol === 'https:' ? '; Secure' : '';
  // Lax: the provider sends the browser back from its own site.
  return `${cookieName()}=${key}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

function keyOf(header: string): string {
  const pairs = header.split(';').map((pair) => pair.trim());
  const name = `${cookieName()}=`;
  return pairs.find((pair) => pair.startsWith(name))?.slice(name.length) ?? '';
}

function redirect(location: string, ...cookies: string[]): Response {
  const answer = new Response(null, { status: 303, headers: { ...HEADERS, location } });
  for (const line of cookies) answer.headers.append('set-cookie', line);
  return answer;
}
