import { intent, NODE01, NODE02, tenant } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

const google = tenant({
  name: 'google',
  prefix: 'ggl',
  networks: [
    { vni: 30, subnets: ['10.1.0.0/24', '2001:db8:1::/64'] },
    { vni: 16_777_215, mtu: 1400 },
  ],
  endpoints: [{ host: 'node01' }, { host: 'node01', name: 'web', vnis: [30] }, { host: 'node02' }],
});

export const situation: Case = { intent: intent([NODE01, NODE02], [google]) };
