import { SEED } from '../../../compile/fixtures/intent';
import { ADOPTED, TYPED } from '../../fixtures/by-hand';
import type { Case } from '../case';

/** Overlane takes full charge of what it adopted: its own settings and marks, with nothing made anew. */
export const situation: Case = { found: TYPED, before: ADOPTED, intent: SEED };
