import type { SweepAnswer, SweepEvent } from '@/server/api/types';
import type { PacketLimit } from '@/server/model/packet-limit';

export type SweepStep = { size: number; payload: number; answer: SweepAnswer };

/** One search for the largest packet that passes. */
export type SweepRun = {
  kind: 'sweep';
  id: string;
  from: string;
  to: string;
  tenantColor: number;
  startedAt: number;
  state: 'running' | 'ended' | 'stopped' | 'failed';
  /** Through which packets leave, and its MTU; null before that is known. */
  device: { name: string; mtu: number } | null;
  steps: SweepStep[];
  found: PacketLimit | null;
  sentence: string | null;
  command: string | null;
  error: string | null;
};

/** A search after one more event of it. */
export function withSweepEvent(run: SweepRun, event: SweepEvent): SweepRun {
  switch (event.kind) {
    case 'begin':
      return { ...run, device: { name: event.device, mtu: event.deviceMtu } };
    case 'step': {
      const { size, payload, answer } = event;
      return { ...run, steps: [...run.steps, { size, payload, answer }] };
    }
    case 'end': {
      const { found, sentence, command, error } = event;
      const state = run.state === 'stopped' ? 'stopped' : error ? 'failed' : 'ended';
      return { ...run, state, found, sentence, command, error };
    }
  }
}

/** What a size came to, in words. */
export function answerText(answer: SweepAnswer): string {
  switch (answer.kind) {
    case 'passed':
      return `passed, ${answer.rttMs} ms`;
    case 'local':
      return `too long for the host: at most ${answer.mtu}`;
    case 'path':
      return `${answer.by} says: needs fragmentation${answer.mtu === null ? '' : `, MTU ${answer.mtu}`}`;
    case 'silent':
      return 'no answer';
    case 'failed':
      return answer.sentence;
  }
}
