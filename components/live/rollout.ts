import type { HostLive } from '@/server/api/types';
import type { Host, Intent } from '@/server/model/intent';

/**
 * How far a host is on the way to a revision. away: it cannot be reached, and follows when it is back.
 * failed: its last run towards this revision ended in errors.
 */
export type HostProgress = 'active' | 'working' | 'failed' | 'away';

export type Rollout = {
  revision: number;
  hosts: { host: Host; live: HostLive | null; progress: HostProgress }[];
};

/** Nothing is active until its host was read back at that revision. */
export function rolloutOf(intent: Intent, lives: Record<string, HostLive>): Rollout {
  const revision = intent.revision;
  return {
    revision,
    hosts: intent.hosts.map((host) => {
      const live = lives[host.id] ?? null;
      return { host, live, progress: progressOf(live, revision) };
    }),
  };
}

function progressOf(live: HostLive | null, revision: number): HostProgress {
  if (
    live?.activeRevision !== null &&
    live?.activeRevision !== undefined &&
    live.activeRevision >= revision
  ) {
    return live.state === 'ready' ? 'active' : 'away';
  }
  if (!live || (live.state !== 'ready' && live.state !== 'connecting')) return 'away';
  if (live.run && live.run.revision === revision && live.run.stage === 'failed') return 'failed';
  return 'working';
}
