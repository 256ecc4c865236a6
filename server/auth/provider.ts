import { randomUUID } from 'node:crypto';
import * as oidc from 'openid-client';
import { audit } from '../db/audit';
import { database, type Transaction } from '../db/client';
import { announceEnding } from './endings';
import { AuthError } from './error';
import { productOrigin } from './origin';
import { newToken } from './private-file';
import { type ProviderSettings, providerSettings, roleFrom, userNameFrom } from './provider-settings';
import type { Role } from './role';
import { namedUser } from './sign-in-link';
import { isReserved } from './users';

const PROVIDER = 'oidc';
/** Milliseconds that somebody may take to sign in at the provider. */
const UNDER_WAY_MS = 10 * 60_000;
/** Sign-ins that are under way at once; the oldest are forgotten beyond it. */
const MOST_UNDER_WAY = 1_000;

type UnderWay = { state: string; nonce: string; verifier: string; until: number };

/** Shared over the module instances that Next makes. */
const slot = globalThis as typeof globalThis & {
  __overlaneProvider?: Promise<oidc.Configuration> | null;
  __overlaneSignIns?: Map<string, UnderWay>;
};

/** What single sign-on is called here, or null where there is none. */
export function providerName(): string | null {
  return providerSettings()?.name ?? null;
}

/** Where to send the browser, and the key of the sign-in, which it must bring back. @throws Error */
export async function beginAtProvider(): Promise<{ url: string; key: string }> {
  const settings = required();
  const configuration = await discovered(settings);
  const verifier = oidc.randomPKCECodeVerifier();
  const under = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier };
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: callbackUrl().href,
    scope: settings.scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: under.state,
    nonce: under.nonce,
  });
  return { url: url.href, key: keep(under) };
}

/**
 * The user whom the provider vouches for, with the role that it says. Who comes for the first time is made.
 * @throws AuthError where they may not come in
 * @throws Error where the answer is not the provider's to this sign-in
 */
export async function endAtProvider(key: string, query: URLSearchParams): Promise<{ userId: string }> {
  const under = take(key);
  if (!under) throw new AuthError('provider', 'the sign-in took too long, or was begun in another browser');
  const settings = required();
  const configuration = await discovered(settings);
  const answered = callbackUrl();
  answered.search = query.toString();
  const tokens = await oidc.authorizationCodeGrant(configuration, answered, {
    pkceCodeVerifier: under.verifier,
    expectedState: under.state,
    expectedNonce: under.nonce,
    idTokenExpected: true,
  });
  const told = tokens.claims();
  if (!told) throw new AuthError('provider', 'the provider sent no ID token');
  const more = configuration.serverMetadata().userinfo_endpoint
    ? await oidc.fetchUserInfo(configuration, tokens.access_token, told.sub)
    : {};
  const claims = { ...more, ...told };
  return admit(settings, { subject: `${told.iss} ${told.sub}`, claims });
}

type Person = { subject: string; claims: Record<string, unknown> };

async function admit(settings: ProviderSettings, { subject, claims }: Person): Promise<{ userId: string }> {
  const role = roleFrom(claims[settings.roleClaim], settings.roles);
  const account = { providerId: PROVIDER, accountId: subject };
  const { userId, ended, refusal } = await database().$transaction(async (tx) => {
    const known = await tx.account.findUnique({
      where: { providerId_accountId: account },
      include: {
        user: { include: { sessions: { select: { id: true } }, tokens: { select: { id: true } } } },
      },
    });
    if (!known) {
      const made = role ? await makeUser(tx, account, role, claims) : null;
      return { userId: made, ended: [], refusal: role ? null : noRole(settings) };
    }
    const { user } = known;
    const ids = [...user.sessions, ...user.tokens].map(({ id }) => id);
    // Whom the provider gives no role any more is out, with all that they have open.
    if (!role) await tx.session.deleteMany({ where: { userId: user.id } });
    else if (role !== user.role) {
      await tx.user.update({ where: { id: user.id }, data: { role } });
      await audit(tx, {
        actor: user.name,
        action: 'users.setRole',
        subject: user.name,
        sentence: `single sign-on made ${user.name}, who was ${user.role}, ${role}`,
        outcome: 'done',
        detail: { before: { role: user.role }, after: { role } },
      });
    }
    return {
      userId: role ? user.id : null,
      ended: role === user.role ? [] : ids,
      refusal: role ? null : noRole(settings),
    };
  });
  announceEnding(ended);
  if (refusal || !userId) throw new AuthError('provider', refusal ?? 'nobody was admitted');
  return { userId };
}

const noRole = ({ roleClaim }: ProviderSettings) =>
  `what the provider says in "${roleClaim}" gives no role here`;

/** @throws AuthError where the name is somebody else's: who has it did not come by this provider */
async function makeUser(
  tx: Transaction,
  account: { providerId: string; accountId: string },
  role: Role,
  claims: Record<string, unknown>,
): Promise<string> {
  const name = userNameFrom(claims);
  if (!name || isReserved(name))
    throw new AuthError('provider', 'the provider gives no name that a user can have here');
  if (await tx.user.findUnique({ where: { name } }))
    throw new AuthError('provider', `there is a user ${name} already, who did not come by single sign-on`);
  const id = randomUUID();
  await tx.user.create({ data: { id, ...namedUser(name), role } });
  await tx.account.create({ data: { id: newToken(), ...account, userId: id } });
  await audit(tx, {
    actor: name,
    action: 'users.create',
    subject: name,
    sentence: `single sign-on added ${name} as ${role}`,
    outcome: 'done',
    detail: { before: null, after: { name, role } },
  });
  return id;
}

function required(): ProviderSettings {
  const settings = providerSettings();
  if (!settings) throw new AuthError('provider', 'there is no single sign-on here');
  return settings;
}

/** Read once; again where it failed. */
function discovered(settings: ProviderSettings): Promise<oidc.Configuration> {
  slot.__overlaneProvider ??= discover(settings).catch((error) => {
    slot.__overlaneProvider = null;
    throw error;
  });
  return slot.__overlaneProvider;
}

function discover({ issuer, clientId, clientSecret }: ProviderSettings): Promise<oidc.Configuration> {
  // Settings let in http on this machine alone.
  const execute = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
  const secret = clientSecret ?? undefined;
  const proof = clientSecret === null ? oidc.None() : undefined;
  return oidc.discovery(issuer, clientId, secret, proof, { execute, timeout: 10 });
}

function callbackUrl(): URL {
  return new URL('/login/provider/callback', productOrigin());
}

function keep(under: Omit<UnderWay, 'until'>): string {
  slot.__overlaneSignIns ??= new Map();
  const all = slot.__overlaneSignIns;
  const key = newToken();
  all.set(key, { ...under, until: Date.now() + UNDER_WAY_MS });
  for (const oldest of all.keys()) {
    if (all.size <= MOST_UNDER_WAY) break;
    all.delete(oldest);
  }
  return key;
}

/** Each sign-in is ended once. */
function take(key: string): UnderWay | null {
  const under = slot.__overlaneSignIns?.get(key);
  slot.__overlaneSignIns?.delete(key);
  return under && under.until > Date.now() ? under : null;
}
