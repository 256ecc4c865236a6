'use client';

import { CircleCheck, CircleX, LoaderCircle, type LucideIcon, Unplug } from 'lucide-react';
import type { HostProgress, Rollout } from '@/components/live/rollout';
import { classNames } from '@/components/ui/class-names';
import type { HostState, RunStage } from '@/server/api/types';

const LOOKS: Record<HostProgress, { word: string; Icon: LucideIcon; classes: string }> = {
  active: { word: 'active', Icon: CircleCheck, classes: 'text-healthy' },
  working: { word: 'waiting', Icon: LoaderCircle, classes: 'text-pending [&]:motion-safe:animate-spin' },
  failed: { word: 'failed', Icon: CircleX, classes: 'text-failed' },
  away: { word: 'away', Icon: Unplug, classes: 'text-unknown' },
};

const STAGES: Record<RunStage, string> = {
  pushing: 'running its commands',
  reading: 'reading back',
  done: 'done, reading back',
  failed: 'failed',
  unknown: 'result unknown, reading to find out',
};

/** What a host waits for that has not got the revision. */
const AWAY: Record<HostState, string> = {
  unpinned: 'unpinned: pin its host key, and it follows',
  connecting: 'not connected: follows when it is',
  ready: 'follows',
  unreachable: 'unreachable: follows when it is back',
  'cut-off': 'cut off: follows when the host that it is reached through is back',
  refused: 'refused: see the host for what to do',
};

/** How far each host is with the committed revision. */
export function HostProgressList({ rollout }: { rollout: Rollout }) {
  return (
    <ul aria-label={`Progress of revision ${rollout.revision}`} className="flex flex-col">
      {rollout.hosts.map(({ host, live, progress }) => {
        const { Icon, classes, word } = LOOKS[progress];
        const run = live?.run && live.run.revision === rollout.revision ? live.run : null;
        const share = run && run.steps > 0 ? run.reached / run.steps : 0;
        return (
          <li key={host.id} className="border-line border-b px-4 py-2 last:border-b-0">
            <div className="flex items-center gap-2.5">
              <Icon aria-hidden className={classNames('size-4 shrink-0', classes)} />
              <span className="min-w-0 flex-1 truncate font-medium text-ink text-sm">{host.name}</span>
              <span className="shrink-0 text-muted text-xs tabular">
                {progress === 'active' && `read back at revision ${rollout.revision}`}
                {progress === 'working' &&
                  (run ? `${STAGES[run.stage]} · ${run.reached} of ${run.steps} steps` : word)}
                {progress === 'failed' && STAGES.failed}
                {progress === 'away' && AWAY[live?.state ?? 'connecting']}
              </span>
            </div>
            {progress === 'working' && run && run.steps > 0 && (
              <progress
                aria-label={`${host.name}: steps done`}
                value={share}
                max={1}
                className="mt-1.5 h-1 w-full overflow-hidden rounded-full [&::-webkit-progress-bar]:bg-pressed [&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent"
              />
            )}
            {run?.errors.map((error) => (
              <p key={error} className="mt-1 ml-6.5 break-words text-failed text-xs">
                {error}
              </p>
            ))}
          </li>
        );
      })}
    </ul>
  );
}
