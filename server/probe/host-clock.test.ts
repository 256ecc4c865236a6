import { describe, expect, it } from 'vitest';
import { exchangeOf } from './host-clock';

describe('the time that a host tells', () => {
  it('is known to the microsecond', () => {
    expect(exchangeOf(1, '1700000000123456789\n', 9)).toEqual({
      sentAt: 1,
      hostAt: 1_700_000_000_123_456,
      receivedAt: 9,
      stepUs: 1,
    });
  });

  it.each(['1700000000N\n', '1700000000%N\n', '1700000000\n'])(
    'is known to the second where it says %j',
    (answer) => {
      expect(exchangeOf(1, answer, 9)).toMatchObject({ hostAt: 1_700_000_000_000_000, stepUs: 1_000_000 });
    },
  );

  it.each(['', 'date: no such command', '-1', '1700000000123456789 1', '99999999999999999999999'])(
    'is none where it says %j',
    (answer) => {
      expect(exchangeOf(1, answer, 9)).toBeNull();
    },
  );
});
