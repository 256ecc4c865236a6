import { SEED } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

/** A run ended between two lines of its first batch: apple's bridge is not marked yet. */
export const situation: Case = {
  found: ['ip netns add apple', 'ip link add name aapl-br mtu 1450 group 7652 type bridge'],
  intent: SEED,
};
