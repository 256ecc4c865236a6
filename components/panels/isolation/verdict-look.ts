import { type LucideIcon, ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react';
import type { Tone } from '@/components/ui/badge';
import type { IsolationVerdict } from '@/server/model/isolation-verdict';

export const VERDICT_LOOK: Record<
  IsolationVerdict,
  {
    word: string;
    /** What is computed says so. */
    sentence: string;
    /** What packets found. */
    proven: string;
    tone: Tone;
    soft: string;
    Icon: LucideIcon;
  }
> = {
  apart: {
    word: 'Apart',
    sentence: 'No tenant shares a layer-2 or layer-3 domain with another one or with a host.',
    proven: 'No marked packet of a tenant came to another one or to a host, and every control arrived.',
    tone: 'healthy',
    soft: 'bg-healthy-soft',
    Icon: ShieldCheck,
  },
  touching: {
    word: 'Touching',
    sentence: 'Tenants share what they must not share.',
    proven: 'Marked packets came where they must not come.',
    tone: 'failed',
    soft: 'bg-failed-soft',
    Icon: ShieldAlert,
  },
  unproven: {
    word: 'Unproven',
    sentence: 'Nothing shared was found, and not everything could be looked at.',
    proven: 'No marked packet came where it must not, and in places silence means nothing.',
    tone: 'degraded',
    soft: 'bg-degraded-soft',
    Icon: ShieldQuestion,
  },
};

/** How a control of the proof went, in words. */
export const CONTROL_WORDS = {
  fellow: 'its own frames arrived',
  own: 'its own frames left',
  failed: 'failed',
} as const;
