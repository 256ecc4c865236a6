import { initTRPC, TRPCError } from '@trpc/server';
import type { Principal } from '../auth/principal';
import { type Role, roleSuffices } from '../auth/role';
import { Conflict, Faults, Refused } from '../intent/error';
import type { Context } from './context';
import { describeError, toTRPCError } from './error';
import { answerFor, errorFor } from './narrowed/answer-for';
import { recordRefusal } from './refusal-log';

/** `needs`: whom it lets in. */
type ProcedureMeta = TenantsMeta & { needs?: Role };

/**
 * How a procedure treats somebody whose rights are narrowed to tenants. own: it tells and changes only what is of these.
 * none: it has nothing of tenants. all: it is for those who have all of them; so is one that does not say.
 */
type TenantsMeta = { tenants?: 'own' | 'none' | 'all' };

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
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
  return t.middleware(({ next, ctx, path, meta }) => {
    const { principal, strange } = ctx;
    if (strange !== null) throw new TRPCError({ code: 'FORBIDDEN', message: strange });
    if (!principal) {
      throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Nobody is signed in: sign in again.' });
    }
    requireRole(principal, needed, path);
    if (principal.tenants !== null && (meta?.tenants ?? 'all') === 'all') {
      const message = `${path} is of all tenants; ${principal.name} has some of them.`;
      throw new TRPCError({ code: 'FORBIDDEN', message });
    }
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

/** Whoever has some of the tenants reads no word of others, whatever a procedure forgot, in errors too. */
const belt = t.middleware(async ({ next, ctx: { principal } }) => {
  const result = await next();
  if (!principal || principal.tenants === null) return result;
  if (!result.ok) throw await errorFor(principal, result.error);
  return { ...result, data: await answerFor(principal, result.data) };
});

const base = t.procedure.use(belt).use(refusals);

/** Each demands a session whose role suffices, here in the procedure: nothing in front of it is relied on. */
export const viewerProcedure = base.meta({ needs: 'viewer' }).use(demand('viewer'));
export const operatorProcedure = base.meta({ needs: 'operator' }).use(demand('operator'));
/** Admins are never narrowed. */
export const adminProcedure = base.meta({ needs: 'admin', tenants: 'all' }).use(demand('admin'));
