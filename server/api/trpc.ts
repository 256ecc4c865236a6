import { initTRPC, TRPCError } from '@trpc/server';
import type { Principal } from '../auth/principal';
import { type Role, roleSuffices } from '../auth/role';
import { Conflict, Faults, Refused } from '../intent/error';
import type { Context } from './context';
import { describeError, toTRPCError } from './error';
import { recordRefusal } from './refusal-log';

const t = initTRPC
  .context<Context>()
  .meta<{ /** Whom it lets in. */ needs: Role }>()
  .create({
    isDev: false,
    errorFormatter({ shape, error }) {
      const { message, overlane } = describeError(toTRPCError(error));
      const { code, httpStatus, path } = shape.data;
      return { code: shape.code, message, data: { code, httpStatus, path, overlane } };
    },
    sse: {
      // A dead connection is noticed on both sides; browsers reconnect by themselves.
      ping: { enabled: true, intervalMs: 5_000 },
      client: { reconnectAfterInactivityMs: 15_000 },
    },
  });

export const { router } = t;

/** Gives errors their code, and writes refused attempts to the audit log, those of the input's check included. */
const refusals = t.middleware(async ({ next, ctx, path, type }) => {
  const result = await next();
  if (result.ok) return result;
  const error = toTRPCError(result.error);
  if (error.code === 'INTERNAL_SERVER_ERROR') console.error(`${path} failed:`, error.cause ?? error);
  else if (isAttempt(error, type, path)) {
    await recordRefusal({
      actor: ctx.principal?.name ?? 'nobody',
      from: ctx.from,
      action: path,
      subject: path,
      sentence: describeError(error).message,
      outcome: 'refused',
    });
  }
  throw error;
});

/** What commits intent audits its refusals itself, with the change that was asked for. */
const AUDITS_ITSELF = new Set(['changes.commit', 'adopt.commit']);

/**
 * Whether a refusal is one that somebody tried: reading without a session is what every tab does whose session has
 * ended. A probe's input that is no probe's is tried, not typed: the page asks nothing before it is right.
 */
function isAttempt(error: TRPCError, type: 'query' | 'mutation' | 'subscription', path: string): boolean {
  const { cause } = error;
  const byIntent = cause instanceof Conflict || cause instanceof Faults || cause instanceof Refused;
  if (byIntent && AUDITS_ITSELF.has(path)) return false;
  if (type === 'subscription' && error.code === 'BAD_REQUEST') return true;
  return error.code === 'FORBIDDEN' || type === 'mutation';
}

function demand(needed: Role) {
  return t.middleware(({ next, ctx, path }) => {
    const { principal, strange } = ctx;
    if (strange !== null) throw new TRPCError({ code: 'FORBIDDEN', message: strange });
    if (!principal) {
      throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Nobody is signed in: sign in again.' });
    }
    requireRole(principal, needed, path);
    return next({ ctx: { ...ctx, principal } });
  });
}

/** @throws TRPCError FORBIDDEN */
export function requireRole(principal: Principal, needed: Role, what: string): void {
  if (roleSuffices(principal.role, needed)) return;
  throw new TRPCError({
    code: 'FORBIDDEN',
    message: `${what} needs the role ${needed}; ${principal.name} is ${principal.role}.`,
  });
}

const base = t.procedure.use(refusals);

/** Each demands a session whose role suffices, here in the procedure: nothing in front of it is relied on. */
export const viewerProcedure = base.meta({ needs: 'viewer' }).use(demand('viewer'));
export const operatorProcedure = base.meta({ needs: 'operator' }).use(demand('operator'));
export const adminProcedure = base.meta({ needs: 'admin' }).use(demand('admin'));
