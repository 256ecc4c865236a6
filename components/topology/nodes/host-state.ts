import {
  Check,
  CircleDashed,
  CircleSlash,
  KeyRound,
  LoaderCircle,
  type LucideIcon,
  PlugZap,
} from 'lucide-react';
import type { Tone } from '@/components/ui/badge';
import type { HostState } from '@/server/controller/face';

export type HostStateLook = { word: string; tone: Tone; Icon: LucideIcon };

export const HOST_STATE_LOOK: Record<HostState, HostStateLook> = {
  ready: { word: 'ready', tone: 'healthy', Icon: Check },
  connecting: { word: 'connecting', tone: 'pending', Icon: LoaderCircle },
  unpinned: { word: 'not pinned', tone: 'degraded', Icon: KeyRound },
  unreachable: { word: 'unreachable', tone: 'failed', Icon: PlugZap },
  refused: { word: 'refused', tone: 'failed', Icon: CircleSlash },
};

export const HOST_DRAFTED: HostStateLook = { word: 'new', tone: 'pending', Icon: CircleDashed };
export const HOST_UNKNOWN: HostStateLook = { word: 'not known yet', tone: 'unknown', Icon: CircleDashed };

export const HOST_GOING: HostStateLook = { word: 'will be removed', tone: 'failed', Icon: CircleSlash };
