import { expect, it } from 'vitest';
import type { HostStep, Rollout } from '@/server/model/rollout';
import { rolloutSentence } from './rollout-words';

const rollout = (steps: HostStep[], rest: Partial<Rollout> = {}): Rollout => ({
  revision: 7,
  stage: 'begun',
  sentence: 'remove tenant apple',
  actor: 'ada',
  isGuarded: true,
  by: 'checks',
  hosts: steps.map((step, i) => ({ hostId: `host${i}`, step })),
  deadline: 1,
  misses: [],
  asks: false,
  reason: null,
  ...rest,
});

it.each<[string, Rollout]>([
  ['leaving a way back on 2 hosts: 1 have it, none is changed yet', rollout(['armed', 'waiting'])],
  ['changing 2 hosts: 1 read back', rollout(['applied', 'armed'])],
  ['read back on 2 hosts; checking over new connections: 1 of 2', rollout(['checked', 'applied'])],
  ['a; b, and 1 more', rollout(['checked', 'checked'], { misses: ['a', 'b', 'c'] })],
  [
    'read back on 1 host over new connections, and all that answered before answers: keep it?',
    rollout(['checked'], { asks: true }),
  ],
  [
    'being undone on all of its hosts: ada asked for it',
    rollout(['checked'], { stage: 'undoing', reason: 'ada asked for it' }),
  ],
])('%s', (sentence, one) => expect(rolloutSentence(one)).toBe(sentence));
