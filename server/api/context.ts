import { crossSiteReason } from '../auth/origin';
import { peerOf } from '../auth/peer';
import type { Principal } from '../auth/principal';
import { identify } from '../auth/session';
import type { Origin } from '../model/audit-chain';

export type Context = {
  /** null: nobody. */
  principal: Principal | null;
  /** Why the request cannot come from our own page or the command line, or null. */
  strange: string | null;
  /** Where the request comes from, and by what it was let in. */
  from: Origin;
  headers: Headers;
  /** Of the answer. */
  setCookie(lines: readonly string[]): void;
};

/** Why a request cannot come from our own page or the command line, or null. */
export function strangeReason({ method, headers }: Request): string | null {
  // No other site can send the token of the command line, which may reach us under any name.
  return headers.get('authorization') === null ? crossSiteReason(method, headers) : null;
}

/** Where a request comes from that nothing was let in by. */
export function strangersOrigin({ headers }: Request): Origin {
  return { address: peerOf(headers), via: null, id: null };
}

/**
 * Who asks, and whether the request may be believed. Procedures decide what follows from it. `views`: wall displays are
 * let in too.
 */
export async function makeContext(
  request: Request,
  answer: Headers,
  { views = false } = {},
): Promise<Context> {
  const { headers } = request;
  const setCookie = (lines: readonly string[]) => {
    for (const line of lines) answer.append('set-cookie', line);
  };
  const strange = strangeReason(request);
  const from = strangersOrigin(request);
  if (strange !== null) return { principal: null, strange, from, headers, setCookie };
  const { principal, cookies } = await identify(headers, { views });
  setCookie(cookies);
  return { principal, strange, from: principal?.from ?? from, headers, setCookie };
}
