'use client';

import { TONE_TEXT } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import type { HostCard } from '../graph/fabric-graph';
import { HOST_DRAFTED, HOST_GOING, HOST_STATE_LOOK, HOST_UNKNOWN, type HostStateLook } from './host-state';

export function hostLook(card: Pick<HostCard, 'ghost' | 'state'>): HostStateLook {
  if (card.ghost === 'new') return HOST_DRAFTED;
  if (card.ghost === 'removed') return HOST_GOING;
  return card.state === null ? HOST_UNKNOWN : HOST_STATE_LOOK[card.state];
}

export function HostStateWord({ card, className }: { card: HostCard; className?: string }) {
  const { word, tone, Icon } = hostLook(card);
  return (
    <span
      className={classNames(
        'inline-flex shrink-0 items-center gap-1 font-medium',
        TONE_TEXT[tone],
        className,
      )}
      title={card.mark.sentence}
    >
      <Icon aria-hidden className="size-[1.2em]" />
      {word}
    </span>
  );
}
