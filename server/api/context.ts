import { crossSiteReason } from '../auth/origin';
import type { Principal } from '../auth/principal';
import { identify } from '../auth/session';

export type Context = {
  /** null: nobody. */
  principal: Principal | null;
  /** Why the request cannot come from our own page or the command line, or null. */
  strange: string | null;
  headers: Headers;
  /** Of the answer. */
  setCookie(lines: readonly string[]): void;
};

/** Why a request cannot come from our own page or the command line, or null. */
export function strangeReason({ method, headers }: Request): string | null {
  // No other site can send the token of the command line, which may reach us under any name.
  return headers.get('authorization') === null ? crossSiteReason(method, headers) : null;
}

/** Who asks, and whether the request may be believed. Procedures decide what follows from it. */
export async function makeContext(request: Request, answer: Headers): Promise<Context> {
  const { headers } = request;
  const setCookie = (lines: readonly string[]) => {
    for (const line of lines) answer.append('set-cookie', line);
  };
  const strange = strangeReason(request);
  if (strange !== null) return { principal: null, strange, headers, setCookie };
  const { principal, cookies } = await identify(headers);
  setCookie(cookies);
  return { principal, strange, headers, setCookie };
}
