import type { Role } from './role';

/** Who acts. `token` is whoever can read the command line's token file. */
export type Principal =
  | { kind: 'user'; id: string; name: string; role: Role; sessionId: string }
  | { kind: 'token'; id: 'cli'; name: 'cli'; role: 'admin' };

export const COMMAND_LINE: Principal = { kind: 'token', id: 'cli', name: 'cli', role: 'admin' };
