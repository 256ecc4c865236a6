import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import { peerOf } from './peer';
import { useLink } from './sign-in-link';

/** Sign-in by a one-time link, as an endpoint of better-auth, so that sessions and cookies are its own. */
export function signInLinkPlugin() {
  return {
    id: 'sign-in-link',
    endpoints: {
      signInByLink: createAuthEndpoint(
        '/sign-in/link',
        { method: 'POST', body: z.strictObject({ token: z.string() }), metadata: { SERVER_ONLY: true } },
        async (ctx) => {
          const address = ctx.headers ? peerOf(ctx.headers) : null;
          const userId = await useLink(ctx.body.token, address);
          const user = userId === null ? null : await ctx.context.internalAdapter.findUserById(userId);
          if (!user) throw new APIError('UNAUTHORIZED', { message: 'the link is not good' });
          // A new session with a new id, whatever cookie the request came with.
          const session = await ctx.context.internalAdapter.createSession(user.id, false, {
            ipAddress: address,
          });
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ userId: user.id });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}
