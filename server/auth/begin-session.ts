import { audit } from '../db/audit';
import { database } from '../db/client';
import { auth } from './better-auth';
import { peerOf } from './peer';
import type { SignedInBy } from './session-plugin';

const BY: Record<SignedInBy, string> = {
  link: 'a one-time link',
  password: 'a password',
  passkey: 'a passkey',
  provider: 'single sign-on',
};

/**
 * Begins a session for a user who has proved to be one. Gives the `Set-Cookie` lines, or null where the user is gone or
 * disabled.
 */
export async function beginSession(
  userId: string,
  via: SignedInBy,
  headers: Headers,
): Promise<string[] | null> {
  const user = await database().user.findUnique({ where: { id: userId } });
  const from = { address: peerOf(headers), via: null, id: null };
  const signIn = { action: 'session.signIn', subject: user?.name ?? 'nobody', from };
  if (!user || user.disabledAt !== null) {
    const sentence = `${user?.name ?? 'a user who is gone'} could not sign in with ${BY[via]}: disabled`;
    const actor = user?.name ?? 'nobody';
    await database().$transaction((tx) => audit(tx, { ...signIn, actor, sentence, outcome: 'refused' }));
    return null;
  }
  // What cannot be written down is not done.
  const sentence = `${user.name} signed in with ${BY[via]}`;
  await database().$transaction((tx) =>
    audit(tx, { ...signIn, actor: user.name, sentence, outcome: 'done' }),
  );
  const { headers: answered } = await auth().api.beginSession({
    body: { userId, via },
    headers,
    returnHeaders: true,
  });
  return answered.getSetCookie();
}
