'use client';

import { CircleDashed, CircleSlash, type LucideIcon } from 'lucide-react';
import { HOST_STATE_LOOK } from '@/components/panels/hosts/host-state-look';
import { TONE_TEXT, type Tone } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import type { HostCard } from '../graph/fabric-graph';

type HostLook = { word: string; tone: Tone; Icon: LucideIcon };

const DRAFTED: HostLook = { word: 'new', tone: 'pending', Icon: CircleDashed };
const UNKNOWN: HostLook = { word: 'not known yet', tone: 'unknown', Icon: CircleDashed };
const GOING: HostLook = { word: 'will be removed', tone: 'failed', Icon: CircleSlash };

export function hostLook(card: Pick<HostCard, 'ghost' | 'state'>): HostLook {
  if (card.ghost === 'new') return DRAFTED;
  if (card.ghost === 'removed') return GOING;
  return card.state === null ? UNKNOWN : HOST_STATE_LOOK[card.state];
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
