import { describe, expect, it } from 'vitest';
import type { ActivityFilter } from '@/server/api/types';
import { type FilterFields, filterOf, isFiltered, NO_FILTER } from './activity-filter';

const now = Date.UTC(2026, 10, 22, 14, 5, 30);
const local = (text: string) => new Date(text).getTime();

describe('what is asked of the activity', () => {
  const cases: { name: string; fields: Partial<FilterFields>; filter: ActivityFilter }[] = [
    { name: 'nothing is chosen', fields: {}, filter: {} },
    { name: 'blanks are no text', fields: { text: '  ' }, filter: {} },
    {
      name: 'kind, outcome, host, tenant and text',
      fields: {
        kind: 'drift',
        outcome: 'failed',
        hostId: 'hosthost01',
        tenantId: 'tenant01',
        text: ' msft-br ',
      },
      filter: {
        kinds: ['drift'],
        outcomes: ['failed'],
        hostId: 'hosthost01',
        tenantId: 'tenant01',
        text: 'msft-br',
      },
    },
    {
      name: 'the last hour begins at a whole minute',
      fields: { period: 'hour' },
      filter: { from: Date.UTC(2026, 10, 22, 13, 5) },
    },
    {
      name: 'between two times, the last minute included',
      fields: { period: 'between', from: '2026-11-22T14:00', to: '2026-11-22T14:05' },
      filter: { from: local('2026-11-22T14:00'), to: local('2026-11-22T14:05') + 59_999 },
    },
    {
      name: 'an open end',
      fields: { period: 'between', from: '2026-11-22T14:00' },
      filter: { from: local('2026-11-22T14:00') },
    },
  ];
  it.each(cases)('$name', ({ fields, filter }) => {
    expect(filterOf({ ...NO_FILTER, ...fields }, now)).toEqual(filter);
  });

  it('is known to leave something out', () => {
    expect(isFiltered(NO_FILTER)).toBe(false);
    expect(isFiltered({ ...NO_FILTER, hostId: 'h' })).toBe(true);
  });
});
