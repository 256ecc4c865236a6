export const HEALTHS = ['healthy', 'degraded', 'failed', 'unknown', 'pending'] as const;
export type Health = (typeof HEALTHS)[number];

/**
 * The state of one thing on the graph. Keys: `host:H`, `tenant:T`, `network:N@H` (a network's presence on a host),
 * `endpoint:E`, `link:H/DEVICE`, `link:H/NAMESPACE/DEVICE`, `tunnel:N/H1/H2` (host ids sorted).
 */
export type Status = {
  key: string;
  health: Health;
  /** One sentence: what is so and, where something is wrong, what to do. */
  sentence: string;
  /** The facts behind it: expected and found. */
  facts: StatusFact[];
  tenantId: string | null;
};

export type StatusFact = { what: string; expected: string | null; found: string };
