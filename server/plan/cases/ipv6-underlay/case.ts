import { host, intent, MICROSOFT } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

export const situation: Case = {
  vtep: '2001:db8:10::10/64',
  intent: intent([host('node01', '2001:db8:10::10'), host('node02', '2001:db8:10::20')], [MICROSOFT]),
};
