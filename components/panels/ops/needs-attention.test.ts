import { describe, expect, it } from 'vitest';
import type { DriftItem } from '@/server/api/types';
import type { Health, Status } from '@/server/status/status';
import { needsAttention } from './needs-attention';

const status = (key: string, health: Health, sentence: string): Status => ({
  key,
  health,
  sentence,
  facts: [],
  tenantId: null,
});
const told = (...list: Status[]) =>
  needsAttention(Object.fromEntries(list.map((one) => [one.key, one]))).map(({ key }) => key);

describe('what needs attention', () => {
  it('is what is not healthy, the worst first, and the cause before what follows', () => {
    expect(
      told(
        status('tenant:t', 'failed', 'microsoft fails'),
        status('link:h/msft-br', 'failed', 'msft-br is down'),
        status('host:h2', 'degraded', 'node02 is slow'),
        status('host:h', 'healthy', 'fine'),
      ),
    ).toEqual(['link:h/msft-br', 'tenant:t', 'host:h2']);
  });

  it('tells once what several things say', () => {
    const sentence = 'msft-br on node01: state is down, should be up';
    expect(
      told(
        status('network:n@h', 'failed', sentence),
        status('link:h/msft-br', 'failed', sentence),
        status('tenant:t', 'failed', `${sentence} (and 2 more)`),
      ),
    ).toEqual(['link:h/msft-br']);
  });

  it('leaves out what is told as drift, and what follows from that', () => {
    const sentence = 'msft-br on node01: state is down, should be up';
    const list = [
      status('link:h/msft-br', 'failed', sentence),
      status('tenant:t', 'failed', sentence),
      status('host:h2', 'failed', 'node02 cannot be reached'),
    ];
    const item = { hostId: 'h', object: { kind: 'bridge', name: 'msft-br', namespace: null } } as DriftItem;
    const statuses = Object.fromEntries(list.map((one) => [one.key, one]));
    expect(needsAttention(statuses, [item]).map(({ key }) => key)).toEqual(['host:h2']);
  });
});
