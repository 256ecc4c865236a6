import { TRPCError } from '@trpc/server';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { makeContext } from '@/server/api/context';
import { appRouter } from '@/server/api/router';
import type { Role } from '@/server/api/types';

export type Visitor = { name: string; role: Role };

/**
 * Who looks at the page, or null. Only for where to send them: every procedure asks again by itself.
 * Of the request only host and cookie count, since a link on another site may lead here.
 */
export const visitor = cache(async (): Promise<Visitor | null> => {
  const context = await visitorContext();
  if (!context.principal) return null;
  const { name, role } = await appRouter.createCaller(context).session.me();
  return { name, role };
});

const visitorContext = cache(async () => {
  const sent = await headers();
  const kept = new Headers({ host: sent.get('host') ?? '', cookie: sent.get('cookie') ?? '' });
  return makeContext(new Request('http://overlane.invalid/', { headers: kept }), new Headers());
});

/** The text of a signed report, or null where there is none with this id. */
export async function signedReport(id: string): Promise<string | null> {
  try {
    return await appRouter.createCaller(await visitorContext()).isolation.report({ id });
  } catch (error) {
    if (error instanceof TRPCError && ['PRECONDITION_FAILED', 'BAD_REQUEST'].includes(error.code))
      return null;
    throw error;
  }
}

/** Who looks at a page of the console; strangers are sent to the sign-in page. */
export async function requireVisitor(): Promise<Visitor> {
  const found = await visitor();
  if (!found) redirect('/login');
  return found;
}
