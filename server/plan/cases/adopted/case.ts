import { ADOPTED, TYPED } from '../../fixtures/by-hand';
import type { Case } from '../case';

/** The seed by hand, then adopted: marks, and nothing else. */
export const situation: Case = { found: TYPED, intent: ADOPTED };
