/**
 * A question among a probe's events: whether whoever asked for the probe is still there. A network that goes away
 * closes no connection, and TCP gives up only after minutes (RFC 9293, R2: at least 100 s).
 */
export type Heartbeat = { kind: 'heartbeat'; key: string };

export function isHeartbeat(event: unknown): event is Heartbeat {
  return typeof event === 'object' && event !== null && 'kind' in event && event.kind === 'heartbeat';
}
