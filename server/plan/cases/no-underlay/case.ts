import { host, intent, MICROSOFT, NODE02 } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

export const situation: Case = { intent: intent([host('node01', null), NODE02], [MICROSOFT]) };
