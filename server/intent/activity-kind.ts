/** What a row of the audit log is about, for people who look for something. */
export const ACTIVITY_KINDS = [
  'change',
  'run',
  'host',
  'drift',
  'isolation',
  'link',
  'tunnel',
  'ping',
  'path',
  'capture',
  'access',
  'other',
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** Actions of each kind; one that ends in a dot stands for all that begin with it. */
const ACTIONS: Record<Exclude<ActivityKind, 'other'>, readonly string[]> = {
  // A refused attempt has the path of its procedure as its action.
  change: ['change', 'changes.', 'rollout', 'rollout.'],
  run: ['run'],
  host: ['host.', 'hosts.'],
  drift: ['drift.'],
  isolation: ['isolation.'],
  link: ['link.'],
  tunnel: ['tunnel.'],
  ping: ['ping', 'ping.'],
  path: ['path', 'path.'],
  capture: ['capture', 'capture.', 'trace', 'trace.'],
  access: ['session.', 'users.', 'account.', 'tokens.', 'views.', 'audit.', 'request'],
};

export function actionsOf(kind: ActivityKind): readonly string[] {
  return kind === 'other' ? [] : ACTIONS[kind];
}

export function kindOf(action: string): ActivityKind {
  const fits = (pattern: string) => (pattern.endsWith('.') ? action.startsWith(pattern) : action === pattern);
  return ACTIVITY_KINDS.find((kind) => actionsOf(kind).some(fits)) ?? 'other';
}
