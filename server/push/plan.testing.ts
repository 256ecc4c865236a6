import type { Batch, Plan, Step } from '../plan/plan';

export const step = (line: string): Step => ({
  line: line.split(' '),
  action: 'create',
  object: { kind: 'bridge', name: 'x', namespace: null },
  sentence: line,
  because: null,
  flaps: false,
  tenantId: null,
});

export const batch = (tool: Batch['tool'], lines: string[], rest: Partial<Batch> = {}): Batch => ({
  tool,
  namespace: null,
  steps: lines.map(step),
  independent: false,
  ...rest,
});

export const planOf = (...batches: Batch[]): Plan => ({
  hostId: 'host01',
  revision: 1,
  batches,
  refusals: [],
  strays: [],
});
