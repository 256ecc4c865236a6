import { SEED } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

export const situation: Case = { intent: SEED };
