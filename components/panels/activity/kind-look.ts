import {
  Cable,
  CircleEllipsis,
  FileDiff,
  KeyRound,
  type LucideIcon,
  PencilLine,
  RadioTower,
  Route,
  ScanSearch,
  Server,
  ShieldAlert,
  Waypoints,
  Wrench,
} from 'lucide-react';
import type { ActivityKind } from '@/server/api/types';

export const KIND_LOOK: Record<ActivityKind, { word: string; Icon: LucideIcon }> = {
  change: { word: 'Changes', Icon: PencilLine },
  run: { word: 'Runs on hosts', Icon: Wrench },
  host: { word: 'Hosts', Icon: Server },
  link: { word: 'Links', Icon: Cable },
  tunnel: { word: 'Tunnels', Icon: Route },
  drift: { word: 'Drift', Icon: FileDiff },
  isolation: { word: 'Isolation', Icon: ShieldAlert },
  ping: { word: 'Pings', Icon: RadioTower },
  path: { word: 'Paths', Icon: Waypoints },
  capture: { word: 'Captures', Icon: ScanSearch },
  access: { word: 'Access', Icon: KeyRound },
  other: { word: 'Other', Icon: CircleEllipsis },
};
