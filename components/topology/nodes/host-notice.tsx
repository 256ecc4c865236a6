'use client';

import { CircleAlert } from 'lucide-react';
import { useDialogs } from '@/components/live/dialog-store';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { useHostActions } from '@/components/panels/hosts/host-actions';
import { HOST_STATE_LOOK } from '@/components/panels/hosts/host-state-look';
import { NextTry } from '@/components/panels/hosts/next-try';
import { Button } from '@/components/ui/button';
import type { HostCard } from '../graph/fabric-graph';
import * as m from '../graph/metrics';
import type { Mode } from '../graph/to-react-flow';

/** Why the host is not ready, and what to do about it. */
export function HostNotice({ card, y, mode }: { card: HostCard; y: number; mode: Mode }) {
  const state = card.state ?? 'connecting';
  const { tone } = HOST_STATE_LOOK[state];
  return (
    <div
      data-testid={`notice-${card.name}`}
      className="absolute flex items-center gap-2.5 overflow-hidden rounded-[10px] border px-2.5 text-[12px] leading-[16px]"
      style={{
        left: m.LANE_INSET,
        right: m.LANE_INSET,
        top: y,
        height: m.NOTICE_HEIGHT,
        borderColor: `color-mix(in oklab, var(--${tone}) 45%, var(--surface))`,
        background: `var(--${tone}-soft)`,
      }}
    >
      <CircleAlert
        aria-hidden
        className="mt-3 size-4 shrink-0 self-start"
        style={{ color: `var(--${tone})` }}
      />
      <div className="min-w-0 flex-1">
        <p className="line-clamp-2 font-medium text-ink" title={card.reason?.sentence}>
          {card.reason?.sentence ?? HOST_STATE_LOOK[state].meaning}
        </p>
        <p className="mt-0.5 line-clamp-2 text-muted" title={card.reason?.remedy ?? undefined}>
          {card.reason?.remedy ?? NEXT_STEP[state]}
          {state === 'unreachable' && card.nextTryAt !== null && (
            <>
              {' '}
              <NextTry at={card.nextTryAt} />
            </>
          )}
        </p>
      </div>
      {mode === 'edit' && <NoticeAction card={card} />}
    </div>
  );
}

const NEXT_STEP: Record<NonNullable<HostCard['state']>, string> = {
  unpinned: 'Compare its fingerprint with the host and pin it.',
  connecting: '',
  ready: '',
  unreachable: 'It is tried again by itself:',
  'cut-off': 'Look at the host that it is reached through; it is tried again by itself.',
  refused: 'Mend what is named, then try again.',
};

function NoticeAction({ card }: { card: HostCard }) {
  const { retry } = useHostActions();
  const forbiddenPin = useForbidden('admin');
  const forbiddenRetry = useForbidden('operator');
  const host = useLive((state) => state.intent?.hosts.find((one) => one.id === card.id));
  const pins = card.state === 'unpinned' || card.reason?.code === 'key-changed';
  return pins ? (
    <Button
      size="sm"
      look="primary"
      className="nodrag nopan"
      disabledReason={forbiddenPin}
      onClick={() => useDialogs.getState().show({ kind: 'host.repin', hostId: card.id })}
    >
      Pin key…
    </Button>
  ) : (
    <Button
      size="sm"
      className="nodrag nopan"
      disabledReason={forbiddenRetry}
      onClick={() => host && void retry(host)}
    >
      Try now
    </Button>
  );
}
