import type { LiveEvent } from '@/server/api/types';

/** Which router the stream is of: the console's, or the wall's. */
export type RelayOf = 'console' | 'ops';

export const ROUTER_URL: Record<RelayOf, string> = { console: '/api/trpc', ops: '/api/ops' };

/** From a tab to the worker that all tabs of this browser share. */
export type ToRelay =
  /** Begin, or begin again; `after`: the id of the last event that the tab took. */
  | { kind: 'join'; after: number | null }
  /** The tab is hidden. */
  | { kind: 'leave' }
  /** The tab goes away. */
  | { kind: 'close' }
  /** One more stream of its own, such as a ping. */
  | { kind: 'slot'; id: string }
  | { kind: 'slot-end'; id: string };

/** From the worker to a tab. */
export type FromRelay =
  /** The worker runs. */
  | { kind: 'hello' }
  | { kind: 'events'; events: LiveEvent[] }
  | { kind: 'connection'; connection: RelayConnection }
  /** The stream ended and will not begin again by itself; `data` is that of the tRPC error. */
  | { kind: 'ended'; error: { data: unknown } }
  | { kind: 'slot'; id: string; granted: boolean };

export type RelayConnection = 'live' | 'lost';
