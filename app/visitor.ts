import { TRPCError } from '@trpc/server';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { type Context, makeContext } from '@/server/api/context';
import { appRouter, opsRouter } from '@/server/api/router';
import type { Role } from '@/server/api/types';
import { PEER } from '@/server/auth/peer';

export type Visitor = { name: string; role: Role; tenants: { id: string; name: string }[] | null };

/**
 * Who looks at the page, or null. Only for where to send them: every procedure asks again by itself.
 * Of the request only host, cookie and address count, since a link on another site may lead here.
 */
export const visitor = cache(async (): Promise<Visitor | null> => {
  const context = await contextOfPage(false);
  if (!context.principal) return null;
  const { name, role, tenants } = await appRouter.createCaller(context).session.me();
  return { name, role, tenants };
});

async function contextOfPage(views: boolean): Promise<Context> {
  const sent = await headers();
  const kept = new Headers();
  for (const name of ['host', 'cookie', PEER]) kept.set(name, sent.get(name) ?? '');
  return makeContext(new Request('http://overlane.invalid/', { headers: kept }), new Headers(), { views });
}

/** Who looks at the wall view: a person, or a display with a view link. Strangers are sent to the sign-in page. */
export async function requireWatcher(): Promise<Visitor> {
  const context = await contextOfPage(true);
  if (!context.principal) redirect('/login');
  const { name, role, tenants } = await opsRouter.createCaller(context).session.me();
  return { name, role, tenants };
}

/** The text of a signed report, or null where there is none with this id. */
export async function signedReport(id: string): Promise<string | null> {
  try {
    return await appRouter.createCaller(await contextOfPage(false)).isolation.report({ id });
  } catch (error) {
    // Reports are of all tenants.
    if (
      error instanceof TRPCError &&
      ['PRECONDITION_FAILED', 'BAD_REQUEST', 'FORBIDDEN'].includes(error.code)
    )
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
