import { host, intent, MICROSOFT, NODE02 } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

export const situation: Case = { intent: intent([host('node01', '10.10.10.11'), NODE02], [MICROSOFT]) };
