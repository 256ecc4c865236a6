import { readFileSync } from 'node:fs';
import { ROLES, type Role } from './role';

/** Single sign-on by OpenID Connect, as the environment says. */
export type ProviderSettings = {
  issuer: URL;
  clientId: string;
  /** null: a public client, which PKCE alone proves. */
  clientSecret: string | null;
  /** What the button calls it. */
  name: string;
  scope: string;
  /** The claim that says what a person is: a text, or a list of texts. */
  roleClaim: string;
  /** What value of it gives which role; `*` is any, or none. */
  roles: readonly { role: Role; value: string }[];
};

type Environment = Record<string, string | undefined>;

/**
 * null: there is no provider.
 * @throws Error that says which variable is wrong
 */
export function providerSettings(environment: Environment = process.env): ProviderSettings | null {
  const { OVERLANE_OIDC_ISSUER, OVERLANE_OIDC_CLIENT_ID } = environment;
  if (!OVERLANE_OIDC_ISSUER) return null;
  if (!OVERLANE_OIDC_CLIENT_ID)
    throw new Error('OVERLANE_OIDC_ISSUER is set and OVERLANE_OIDC_CLIENT_ID is not.');
  return {
    issuer: issuerOf(OVERLANE_OIDC_ISSUER),
    clientId: OVERLANE_OIDC_CLIENT_ID,
    clientSecret: secretOf(environment),
    name: environment.OVERLANE_OIDC_NAME || 'single sign-on',
    scope: environment.OVERLANE_OIDC_SCOPE || 'openid profile email',
    roleClaim: environment.OVERLANE_OIDC_ROLE_CLAIM || 'groups',
    roles: rolesOf(environment.OVERLANE_OIDC_ROLES ?? ''),
  };
}

function issuerOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  // Whoever is on the way to a provider without TLS can be anybody for us.
  const local = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url && (url.protocol === 'https:' || local)) return url;
  throw new Error(`OVERLANE_OIDC_ISSUER is "${text}": give an https address.`);
}

function secretOf({
  OVERLANE_OIDC_CLIENT_SECRET,
  OVERLANE_OIDC_CLIENT_SECRET_FILE,
}: Environment): string | null {
  if (OVERLANE_OIDC_CLIENT_SECRET_FILE) return readFileSync(OVERLANE_OIDC_CLIENT_SECRET_FILE, 'utf8').trim();
  return OVERLANE_OIDC_CLIENT_SECRET || null;
}

/** `admin:net-admins,operator:net-ops,viewer:*`. The strongest role that fits counts. */
function rolesOf(text: string): ProviderSettings['roles'] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const wrong = () =>
    new Error(
      `OVERLANE_OIDC_ROLES is "${text}": write which value of the claim gives which role, such as admin:net-admins,operator:net-ops,viewer:*`,
    );
  if (parts.length === 0) throw wrong();
  return parts.map((part) => {
    const colon = part.indexOf(':');
    const role = ROLES.find((one) => one === part.slice(0, colon).trim());
    const value = part.slice(colon + 1).trim();
    if (colon < 0 || !role || value === '') throw wrong();
    return { role, value };
  });
}

/** The strongest role that what the provider says gives, or null: they may not come in. */
export function roleFrom(claim: unknown, roles: ProviderSettings['roles']): Role | null {
  const said = new Set([claim].flat().filter((value): value is string => typeof value === 'string'));
  const given = roles.filter(({ value }) => value === '*' || said.has(value)).map(({ role }) => role);
  return [...ROLES].reverse().find((role) => given.includes(role)) ?? null;
}

/** A name for a person whom the provider calls so, or null where nothing of it can be one. */
export function userNameFrom(claims: Record<string, unknown>): string | null {
  const called = [claims.preferred_username, claims.email, claims.name].find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  const name = (called ?? '')
    .split('@')[0]
    ?.toLowerCase()
    .normalize('NFKD')
    .replace(/\s+/g, '.')
    .replace(/[^a-z0-9._-]/g, '')
    .replace(/^[^a-z]+/, '')
    .slice(0, 32);
  return name || null;
}
