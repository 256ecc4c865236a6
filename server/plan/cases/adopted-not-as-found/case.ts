import { ADOPTED, typedByHand } from '../../fixtures/by-hand';
import type { Case } from '../case';

/** Between the look and the adoption somebody gave microsoft another VNI, and took apple's pair out of its bridge. */
export const situation: Case = {
  found: [
    ...typedByHand('microsoft', 'msft', 11).map((typed) => typed.replaceAll('msft-vxl-11', 'msft-vxl-10')),
    ...typedByHand('apple', 'aapl', 20),
    'ip link set dev aapl-veth0 nomaster',
  ],
  intent: ADOPTED,
};
