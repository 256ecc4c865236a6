import { SEED } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

export const situation: Case = {
  before: SEED,
  since: ['ip link del dev msft-veth0', 'ip link del dev aapl-br'],
  intent: SEED,
};
