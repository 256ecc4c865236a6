import { ADOPTED, TYPED } from '../../fixtures/by-hand';
import type { Case } from '../case';

/** The adoption was undone, or the tenants removed: what people made goes back to them. */
export const situation: Case = { found: TYPED, before: ADOPTED, intent: { ...ADOPTED, tenants: [] } };
