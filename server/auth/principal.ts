import type { Origin } from '../model/audit-chain';
import type { Role } from './role';
import type { Tenants } from './tenants';

/**
 * Who acts. A token is one that a person made for a program, or the command line's own, which is whoever can read its
 * file. A view is whoever has the address of a wall display.
 */
export type Principal = { id: string; name: string; role: Role; tenants: Tenants; from: Origin } & (
  | { kind: 'user'; sessionId: string }
  | { kind: 'token' }
  | { kind: 'view'; role: 'viewer' }
);

const ON_THE_SERVER: Origin = { address: null, via: 'command line', id: null };

export function commandLine(from: Origin = ON_THE_SERVER): Principal {
  return { kind: 'token', id: COMMAND_LINE_ID, name: 'cli', role: 'admin', tenants: null, from };
}

export const COMMAND_LINE_ID = 'cli';

/** Who did it and from where, for an entry of the audit log. */
export function actorOf({ name, from }: Principal): { actor: string; from: Origin } {
  return { actor: name, from };
}

/** Of what is kept or shown about a session or a token: enough to tell two of them apart, and nothing to act with. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
