import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import { peerOf } from './peer';

/** By what a session began. */
export const SIGNED_IN_BY = ['link', 'password', 'passkey', 'provider'] as const;
export type SignedInBy = (typeof SIGNED_IN_BY)[number];

/**
 * Begins the session of a user who has proved to be one, as an endpoint of better-auth, so that sessions and cookies
 * are its own. What the proof is, is asked before.
 */
export function sessionPlugin() {
  return {
    id: 'proven-user',
    endpoints: {
      beginSession: createAuthEndpoint(
        '/proven-user',
        {
          method: 'POST',
          body: z.strictObject({ userId: z.string(), via: z.enum(SIGNED_IN_BY) }),
          metadata: { SERVER_ONLY: true },
        },
        async (ctx) => {
          const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId);
          if (!user) throw new APIError('UNAUTHORIZED', { message: 'there is no such user' });
          // A new session with a new id, whatever cookie the request came with.
          const session = await ctx.context.internalAdapter.createSession(user.id, false, {
            ipAddress: ctx.headers ? peerOf(ctx.headers) : null,
            via: ctx.body.via,
          });
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ userId: user.id });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}
