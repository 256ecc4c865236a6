'use client';

import { CircleAlert } from 'lucide-react';
import { useDialogs } from '@/components/live/dialog-store';
import { Button } from '@/components/ui/button';
import type { HostCard } from '../graph/fabric-graph';
import * as m from '../graph/metrics';
import type { Mode } from '../graph/to-react-flow';

/** Why the host is not ready, and what to do about it. */
export function HostNotice({ card, y, mode }: { card: HostCard; y: number; mode: Mode }) {
  return (
    <div
      className="absolute flex gap-2 overflow-hidden rounded-[10px] border border-failed/40 bg-failed-soft px-2.5 py-2 text-[12px] leading-[16px]"
      style={{ left: m.LANE_INSET, right: m.LANE_INSET, top: y, height: m.NOTICE_HEIGHT }}
    >
      <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0 text-failed" />
      <div className="min-w-0 flex-1">
        <p className="line-clamp-2 font-medium text-ink" title={card.reason?.sentence}>
          {card.reason?.sentence ?? FALLBACK[card.state ?? 'connecting']}
        </p>
        <p className="mt-0.5 line-clamp-2 text-muted" title={card.reason?.remedy ?? undefined}>
          {card.reason?.remedy ?? <NextStep card={card} />}
        </p>
      </div>
      {mode === 'edit' && <NoticeAction card={card} />}
    </div>
  );
}

const FALLBACK: Record<NonNullable<HostCard['state']>, string> = {
  unpinned: 'Its host key is not pinned, so nothing is sent to it.',
  connecting: 'Connecting.',
  ready: 'Ready.',
  unreachable: 'It does not answer.',
  refused: 'It refuses the connection.',
};

function NextStep({ card }: { card: HostCard }) {
  if (card.state === 'unreachable' && card.nextTryAt !== null)
    return <>Tried again by itself. Last facts are dated.</>;
  if (card.state === 'unpinned') return <>Compare the fingerprint and pin it.</>;
  return <>Mend what is named, then try again.</>;
}

function NoticeAction({ card }: { card: HostCard }) {
  const { show } = useDialogs.getState();
  switch (card.state) {
    case 'unpinned':
      return (
        <Button
          size="sm"
          look="primary"
          className="nodrag nopan self-center"
          onClick={() => show({ kind: 'host.repin', hostId: card.id })}
        >
          Pin key
        </Button>
      );
    default:
      return null;
  }
}
