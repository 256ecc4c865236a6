import { followSignInLink } from '@/server/api/sign-in';

export const dynamic = 'force-dynamic';

export const GET = followSignInLink;

/** Next would answer it with GET, which uses the link up. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: 'GET' } });
}
