import { SEED } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

export const situation: Case = { before: SEED, intent: { ...SEED, revision: 2, tenants: [] } };
