import { CircleCheck, CircleSlash, CircleX, type LucideIcon } from 'lucide-react';
import type { Activity } from '@/server/api/types';

export const OUTCOME_LOOK: Record<Activity['outcome'], { word: string; Icon: LucideIcon; classes: string }> =
  {
    done: { word: 'done', Icon: CircleCheck, classes: 'text-healthy' },
    refused: { word: 'refused', Icon: CircleSlash, classes: 'text-degraded' },
    failed: { word: 'failed', Icon: CircleX, classes: 'text-failed' },
  };
