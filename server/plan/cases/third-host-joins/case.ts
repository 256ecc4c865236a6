import { intent, NODE01, NODE02, NODE03, SEED, tenant } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

const wider = tenant({
  name: 'microsoft',
  prefix: 'msft',
  networks: [{ vni: 10 }],
  endpoints: [{ host: 'node01' }, { host: 'node02' }, { host: 'node03' }],
});

export const situation: Case = {
  before: SEED,
  intent: intent([NODE01, NODE02, NODE03], [wider, ...SEED.tenants.slice(1)], 2),
};
