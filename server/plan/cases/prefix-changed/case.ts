import { intent, NODE01, NODE02, SEED, tenant } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

const renamed = tenant({
  name: 'microsoft',
  prefix: 'ms',
  networks: [{ vni: 10 }],
  endpoints: [{ host: 'node01' }, { host: 'node02' }],
});

export const situation: Case = {
  before: SEED,
  intent: intent([NODE01, NODE02], [renamed, ...SEED.tenants.slice(1)], 2),
};
