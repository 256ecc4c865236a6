import { isIP } from 'node:net';
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import { audit } from '../db/audit';
import { database } from '../db/client';
import { newChallenge, takeChallenge } from './challenge';
import { AuthError } from './error';
import { productOrigin } from './origin';
import { attempts } from './password';
import { actorOf, type Principal } from './principal';
import { newToken } from './private-file';

const PRODUCT = 'Overlane';
const SIGN_IN = 'sign-in';
/** Of one user. */
const MOST_PASSKEYS = 20;
/** Milliseconds after a sign-in within which a passkey can be added: a stolen session must not become a lasting one. */
const FRESH_MS = 3_600_000;

/** Where a page is served such that browsers offer passkeys on it (WebAuthn, 5.1.2): the name they belong to, and its origin. */
type Place = { rpId: string; origin: string };

export type PasskeySummary = {
  id: string;
  name: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** It is kept by an account of a phone or a browser, and so on more than one machine. */
  backedUp: boolean;
};

const text = z.string().max(8_000);
const place64 = text.regex(/^[A-Za-z0-9_-]*$/, 'base64url is letters, digits, "-" and "_"');

/** As browsers give it (WebAuthn, 5.1.8); what else they say is left out. */
export const registrationSchema = z.object({
  id: place64,
  rawId: place64,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: place64,
    attestationObject: place64,
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
});

export const assertionSchema = z.object({
  id: place64,
  rawId: place64,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: place64,
    authenticatorData: place64,
    signature: place64,
    userHandle: place64.optional(),
  }),
});

export const passkeyNameSchema = z
  .string()
  .trim()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} ._'’()-]{0,39}$/u,
    'A name is 1 to 40 letters, digits and spaces, such as "Work laptop".',
  );

/**
 * @param host of the Host header
 * @returns null where browsers offer no passkeys: on an address, or on a name without TLS
 */
export function passkeyPlace(host: string | null): Place | null {
  const product = productOrigin();
  const named = host?.toLowerCase() ?? '';
  const secret = product.protocol === 'https:';
  if (/^localhost(:\d+)?$/.test(named)) {
    // Behind a proxy with TLS, or a tunnel, this machine itself is reached without.
    const scheme =
      secret && named === product.host ? 'https' : process.env.OVERLANE_TLS_CERT ? 'https' : 'http';
    return { rpId: 'localhost', origin: `${scheme}://${named}` };
  }
  const isName = product.hostname.includes('.') && !isIP(product.hostname.replace(/^\[|\]$/g, ''));
  return secret && isName && named === product.host
    ? { rpId: product.hostname, origin: product.origin }
    : null;
}

/** One's own. @throws AuthError for a token */
export async function ownPasskeys(by: Principal): Promise<PasskeySummary[]> {
  const rows = await database().passkey.findMany({
    where: { userId: person(by).id },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(({ id, name, createdAt, backedUp }) => ({
    id,
    name: name ?? 'passkey',
    createdAt: createdAt?.getTime() ?? 0,
    backedUp,
  }));
}

/** What the browser asks an authenticator for. @throws AuthError */
export async function passkeyOptions(host: string | null, by: Principal) {
  const { rpId } = requirePlace(host);
  const user = person(by);
  await requireFresh(user);
  const known = await database().passkey.findMany({ where: { userId: user.id } });
  if (known.length >= MOST_PASSKEYS) {
    throw new AuthError('user', `You have ${MOST_PASSKEYS} passkeys: remove one first.`);
  }
  const { extensions: _, ...options } = await generateRegistrationOptions({
    rpName: PRODUCT,
    rpID: rpId,
    userName: user.name,
    userID: new Uint8Array(Buffer.from(user.id)),
    challenge: bytes(newChallenge(adding(user))),
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialID, transports }) => ({
      id: credentialID,
      transports: transportsOf(transports),
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return options;
}

/** @throws AuthError where it is not what was asked for */
export async function addPasskey(
  wish: { name: string; response: z.infer<typeof registrationSchema> },
  host: string | null,
  by: Principal,
): Promise<void> {
  const { rpId, origin } = requirePlace(host);
  const user = person(by);
  await requireFresh(user);
  const verified = await verifyRegistrationResponse({
    response: { ...wish.response, clientExtensionResults: {} } as RegistrationResponseJSON,
    expectedChallenge: (challenge) => takeChallenge(challenge, adding(user)),
    expectedOrigin: origin,
    expectedRPID: rpId,
  }).catch(() => null);
  if (!verified?.verified)
    throw new AuthError('user', 'The passkey was not made for this page, or too late: try again.');
  const { credential, credentialDeviceType, credentialBackedUp, aaguid } = verified.registrationInfo;
  await database().$transaction(async (tx) => {
    if (await tx.passkey.findUnique({ where: { credentialID: credential.id } })) {
      throw new AuthError('user', 'This passkey is there already.');
    }
    await tx.passkey.create({
      data: {
        id: newToken(),
        name: wish.name,
        userId: user.id,
        credentialID: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        deviceType: credentialDeviceType,
        backedUp: credentialBackedUp,
        transports: JSON.stringify(wish.response.response.transports ?? []),
        createdAt: new Date(),
        aaguid,
      },
    });
    await audit(tx, deed(user, 'addPasskey', `${user.name} added the passkey "${wish.name}"`));
  });
}

/** @throws AuthError */
export async function renamePasskey(wish: { id: string; name: string }, by: Principal): Promise<void> {
  const user = person(by);
  await database().$transaction(async (tx) => {
    const before = await tx.passkey.findFirst({ where: { id: wish.id, userId: user.id } });
    if (!before) throw gone();
    await tx.passkey.update({ where: { id: wish.id }, data: { name: wish.name } });
    await audit(
      tx,
      deed(user, 'renamePasskey', `${user.name} called the passkey "${before.name}" "${wish.name}"`),
    );
  });
}

/** @throws AuthError */
export async function removePasskey(id: string, by: Principal): Promise<void> {
  const user = person(by);
  await database().$transaction(async (tx) => {
    const before = await tx.passkey.findFirst({ where: { id, userId: user.id } });
    if (!before) throw gone();
    await tx.passkey.delete({ where: { id } });
    await audit(tx, deed(user, 'removePasskey', `${user.name} removed the passkey "${before.name}"`));
  });
}

/** What the browser asks any authenticator for that has a passkey for this page. @throws AuthError */
export function signInOptions(host: string | null) {
  return generateAuthenticationOptions({
    rpID: requirePlace(host).rpId,
    challenge: bytes(newChallenge(SIGN_IN)),
    userVerification: 'required',
  });
}

/** wrong: no such passkey, another page's, too late or used. */
export type PasskeyTried = { userId: string } | { wrong: true } | { lockedMs: number };

/** Whose passkey signed the challenge. Tries that fail count with those of passwords. */
export async function tryPasskey(
  response: z.infer<typeof assertionSchema>,
  host: string | null,
  address: string | null,
): Promise<PasskeyTried> {
  const { rpId, origin } = requirePlace(host);
  const account = `passkey ${response.id.slice(0, 100)}`;
  const lockedMs = attempts().wait(account, address);
  if (lockedMs > 0) return { lockedMs };
  attempts().failed(account, address);
  const row = await database().passkey.findUnique({ where: { credentialID: response.id } });
  if (!row) return { wrong: true };
  const verified = await verifyAuthenticationResponse({
    response: { ...response, clientExtensionResults: {} } as AuthenticationResponseJSON,
    expectedChallenge: (challenge) => takeChallenge(challenge, SIGN_IN),
    expectedOrigin: origin,
    expectedRPID: rpId,
    credential: {
      id: row.credentialID,
      publicKey: new Uint8Array(Buffer.from(row.publicKey, 'base64url')),
      // A copy of an authenticator counts behind the original, and is refused.
      counter: row.counter,
      transports: transportsOf(row.transports),
    },
  }).catch(() => null);
  if (!verified?.verified) return { wrong: true };
  const { newCounter, credentialBackedUp } = verified.authenticationInfo;
  const { count } = await database().passkey.updateMany({
    where: { id: row.id, counter: row.counter },
    data: { counter: newCounter, backedUp: credentialBackedUp },
  });
  if (count === 0) return { wrong: true };
  attempts().succeeded(account, address);
  return { userId: row.userId };
}

function requirePlace(host: string | null): Place {
  const place = passkeyPlace(host);
  if (place) return place;
  throw new AuthError(
    'user',
    'Browsers offer passkeys only on localhost, or on a name with TLS: open Overlane under one.',
  );
}

async function requireFresh(user: Principal & { kind: 'user' }): Promise<void> {
  const session = await database().session.findUnique({ where: { id: user.sessionId } });
  if (session && session.createdAt.getTime() + FRESH_MS > Date.now()) return;
  throw new AuthError(
    'user',
    'You signed in more than an hour ago: to add a passkey, sign out and in again first.',
  );
}

function person(by: Principal): Principal & { kind: 'user' } {
  if (by.kind !== 'user') throw new AuthError('user', 'Only a person has passkeys: sign in to see yours.');
  return by;
}

/** A challenge for one session is of no use in another. */
function adding(user: Principal & { kind: 'user' }): string {
  return `add ${user.sessionId}`;
}

function deed(user: Principal & { kind: 'user' }, action: string, sentence: string) {
  return {
    ...actorOf(user),
    action: `account.${action}`,
    subject: user.name,
    sentence,
    outcome: 'done' as const,
  };
}

function gone(): AuthError {
  return new AuthError('user', 'This passkey is gone already.');
}

function bytes(buffer: Buffer) {
  return new Uint8Array(buffer);
}

function transportsOf(json: string | null): AuthenticatorTransport[] {
  return z.array(z.string()).parse(JSON.parse(json ?? '[]')) as AuthenticatorTransport[];
}
