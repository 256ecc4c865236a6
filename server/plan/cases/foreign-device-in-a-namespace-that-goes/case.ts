import { SEED } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

export const situation: Case = {
  before: SEED,
  since: [
    'ip link add name tap7 type veth peer name eth0 netns microsoft',
    'ip link set dev tap7 master aapl-br',
  ],
  intent: { ...SEED, revision: 2, tenants: [] },
};
