import {
  CircleCheck,
  CircleX,
  KeyRound,
  LoaderCircle,
  type LucideIcon,
  Unplug,
  Waypoints,
} from 'lucide-react';
import { Badge, type Tone } from '@/components/ui/badge';
import type { HostState } from '@/server/api/types';

type Look = { word: string; tone: Tone; Icon: LucideIcon; meaning: string };

export const HOST_STATE_LOOK: Record<HostState, Look> = {
  unpinned: {
    word: 'unpinned',
    tone: 'pending',
    Icon: KeyRound,
    meaning: 'No host key is pinned, so nothing is sent to it.',
  },
  connecting: {
    word: 'connecting',
    tone: 'pending',
    Icon: LoaderCircle,
    meaning: 'Being connected and read.',
  },
  ready: { word: 'ready', tone: 'healthy', Icon: CircleCheck, meaning: 'Connected and read.' },
  unreachable: {
    word: 'unreachable',
    tone: 'degraded',
    Icon: Unplug,
    meaning: 'No connection; tried again by itself with growing pauses.',
  },
  'cut-off': {
    word: 'cut off',
    tone: 'degraded',
    Icon: Waypoints,
    meaning: 'The host that it is reached through is away; tried again as soon as that is back.',
  },
  refused: {
    word: 'refused',
    tone: 'failed',
    Icon: CircleX,
    meaning: 'It showed another key than the pinned one, or refused the login; trying again would not help.',
  },
};

export function HostStateBadge({ state }: { state: HostState }) {
  const { word, tone, Icon } = HOST_STATE_LOOK[state];
  return (
    <Badge
      tone={tone}
      icon={<Icon aria-hidden className={state === 'connecting' ? 'motion-safe:animate-spin' : ''} />}
    >
      {word}
    </Badge>
  );
}
