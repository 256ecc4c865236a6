import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { database } from '../db/client';
import { productOrigin } from './origin';
import { sessionPlugin } from './session-plugin';

/** Seconds without a request after which a session ends. */
export const IDLE_SECONDS = 12 * 3600;
/** Seconds after which a session ends in any case. */
export const ABSOLUTE_SECONDS = 7 * 24 * 3600;
/** Seconds: how often a request moves the idle end, which is a write. */
const MOVE_IDLE_END_SECONDS = 300;

/**
 * better-auth on our database. Its HTTP handler is not mounted: what is needed is called from here.
 */
function makeAuth(secret: string) {
  const origin = productOrigin();
  const secure = origin.protocol === 'https:';
  // Cookies know no ports: two products on one machine would sign each other out.
  const name = secure ? '__Host-overlane' : `overlane-${origin.port || '80'}`;
  return betterAuth({
    baseURL: origin.origin,
    secret,
    database: prismaAdapter(database(), { provider: 'sqlite' }),
    telemetry: { enabled: false },
    logger: { level: 'error' },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        tenants: { type: 'string', required: false, input: false },
        disabledAt: { type: 'date', required: false, input: false },
      },
    },
    session: {
      expiresIn: IDLE_SECONDS,
      updateAge: MOVE_IDLE_END_SECONDS,
      additionalFields: { via: { type: 'string', required: true, input: false } },
    },
    advanced: {
      // Ours are named in full: better-auth's own prefix is __Secure-.
      useSecureCookies: false,
      cookiePrefix: name,
      cookies: {
        session_token: { name, attributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' } },
      },
      // Nobody in front of us is trusted to say where a request comes from.
      ipAddress: { disableIpTracking: true },
    },
    plugins: [sessionPlugin()],
  });
}

export type Auth = ReturnType<typeof makeAuth>;

const slot = globalThis as typeof globalThis & { __overlaneAuth?: Auth };

export function startBetterAuth(secret: string): void {
  slot.__overlaneAuth = makeAuth(secret);
}

/** @throws Error before startAuth */
export function auth(): Auth {
  if (!slot.__overlaneAuth) throw new Error('sign-in has not started yet');
  return slot.__overlaneAuth;
}
