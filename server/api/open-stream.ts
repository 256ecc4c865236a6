import { TRPCError } from '@trpc/server';
import { onEnding } from '../auth/endings';
import type { Principal } from '../auth/principal';
import { type Role, roleSuffices } from '../auth/role';
import { endingOf, presentRights } from '../auth/session';
import { sameTenants } from '../auth/tenants';

/** Milliseconds: a stream ends at the latest this long after its session did, if nobody told it. */
const LOOK_EVERY_MS = 4_000;

type StreamKind = 'live' | 'ping' | 'capture';

/** Open streams of one kind that one user may have at once, over all tabs. */
const MOST: Record<StreamKind, Record<Principal['kind'], number>> = {
  live: { user: 32, token: 32, view: 32 },
  ping: { user: 8, token: 32, view: 0 },
  capture: { user: 8, token: 16, view: 0 },
};

/** Shared over the module instances that Next makes. */
const slot = globalThis as typeof globalThis & { __overlaneStreams?: Map<string, number> };

const ENDED: Record<Principal['kind'], string> = {
  user: 'The session has ended: sign in again.',
  token: 'The token is no good any more: somebody revoked it, or its time is over.',
  view: 'The view link is no good any more: ask for a new one.',
};

const RIGHTS_CHANGED = 'Your tenants are others now: begin again.';

export type StreamTerms = {
  kind: StreamKind;
  principal: Principal;
  needed: Role;
  /** Aborted when the browser goes. */
  signal: AbortSignal | undefined;
};

/**
 * What `source` yields, for as long as the browser listens and its session lasts. The source ends when the signal
 * that it is given is aborted, and with it whatever runs on a host.
 * @throws TRPCError UNAUTHORIZED when the session has ended or its user's role no longer suffices
 * @throws TRPCError FORBIDDEN when the tenants that its user has are others now
 * @throws TRPCError TOO_MANY_REQUESTS
 */
export async function* whileAllowed<T>(
  terms: StreamTerms,
  source: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T, void> {
  const { principal, needed, signal } = terms;
  const release = takePlace(terms);
  const end = new AbortController();
  let why: TRPCError | null = null;
  const look = async () => {
    why ??= await whyNot(principal, needed);
    if (why) end.abort();
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  const stopListening = onEnding(endingOf(principal), look);
  try {
    yield* source(signal ? AbortSignal.any([signal, end.signal]) : end.signal);
    // Whose session is over answers nothing any more, which may be noticed first.
    await look();
  } catch (error) {
    if (!why) throw error;
  } finally {
    clearInterval(timer);
    stopListening();
    end.abort();
    release();
  }
  if (why) throw why;
}

/** Why a stream must end, or null. What is told of a fabric depends on whose it is: with other tenants it begins anew. */
async function whyNot(principal: Principal, needed: Role): Promise<TRPCError | null> {
  // A database that does not answer gives nobody leave.
  const rights = await presentRights(principal).catch(() => null);
  if (!rights || !roleSuffices(rights.role, needed)) {
    return new TRPCError({ code: 'UNAUTHORIZED', message: ENDED[principal.kind] });
  }
  if (sameTenants(rights.tenants, principal.tenants)) return null;
  return new TRPCError({ code: 'FORBIDDEN', message: RIGHTS_CHANGED });
}

/** How many streams are open, by kind. */
export function openStreams(): Record<StreamKind, number> {
  const count: Record<StreamKind, number> = { live: 0, ping: 0, capture: 0 };
  for (const [key, open] of slot.__overlaneStreams ?? []) {
    const kind = key.slice(0, key.indexOf(' '));
    if (kind in count) count[kind as StreamKind] += open;
  }
  return count;
}

function takePlace({ kind, principal }: StreamTerms): () => void {
  slot.__overlaneStreams ??= new Map();
  const open = slot.__overlaneStreams;
  const key = `${kind} ${principal.kind} ${principal.id}`;
  const count = open.get(key) ?? 0;
  const most = MOST[kind][principal.kind];
  if (count >= most) {
    throw new TRPCError({
      code: 'TOO_MANY_REQUESTS',
      message: `${principal.name} has ${count} streams of this kind open, which is the most: close one first.`,
    });
  }
  open.set(key, count + 1);
  return () => {
    const left = (open.get(key) ?? 1) - 1;
    if (left > 0) open.set(key, left);
    else open.delete(key);
  };
}
