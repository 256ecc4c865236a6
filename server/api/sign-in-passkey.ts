import { beginSession } from '../auth/begin-session';
import { AuthError } from '../auth/error';
import { crossSiteReason } from '../auth/origin';
import { assertionSchema, signInOptions, tryPasskey } from '../auth/passkey';
import { lockedSentence } from '../auth/password';
import { peerOf } from '../auth/peer';
import { answer, bodyOf, refused, withCookies } from './sign-in';

const SUBJECT = 'passkey';
const WRONG = 'This passkey is not known here, or it was answered too late: try again.';

/** `POST /login/passkey/options`: what the browser asks an authenticator to sign. */
export async function passkeyChallenge(request: Request): Promise<Response> {
  const strange = crossSiteReason(request.method, request.headers);
  if (strange !== null) return refused(request, 403, strange, SUBJECT);
  try {
    return Response.json(await signInOptions(request.headers.get('host')), {
      headers: { 'cache-control': 'no-store' },
    });
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return answer(412, error.message);
  }
}

/** `POST /login/passkey`: begins a session, or answers with a sentence, the same for all that can be wrong. */
export async function signInByPasskey(request: Request): Promise<Response> {
  const { headers } = request;
  const strange = crossSiteReason(request.method, headers);
  if (strange !== null) return refused(request, 403, strange, SUBJECT);
  const body = await bodyOf(request, assertionSchema);
  if (!body) return refused(request, 400, 'Send what the authenticator signed.', SUBJECT);
  try {
    const tried = await tryPasskey(body, headers.get('host'), peerOf(headers));
    if ('lockedMs' in tried) return refused(request, 429, lockedSentence(tried.lockedMs), SUBJECT);
    if ('wrong' in tried) return refused(request, 401, WRONG, SUBJECT);
    const cookies = await beginSession(tried.userId, 'passkey', headers);
    if (!cookies) return answer(403, 'Your account is disabled: ask an admin.');
    return withCookies(answer(200, 'signed in'), cookies);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return refused(request, 412, error.message, SUBJECT);
  }
}
