import { beforeEach, expect, it } from 'vitest';
import { Attempts } from './attempts';

const MINUTE = 60_000;
let now = 0;
let attempts: Attempts;
beforeEach(() => {
  now = 0;
  attempts = new Attempts(() => now);
});

const fail = (times: number, account: string, address: string | null) => {
  for (let i = 0; i < times; i++) attempts.failed(account, address);
};

it('after five tries that failed an account is shut for that address, for a quarter of an hour', () => {
  fail(4, 'ada', '192.0.2.1');
  expect(attempts.wait('ada', '192.0.2.1')).toBe(0);
  now = MINUTE;
  fail(1, 'ada', '192.0.2.1');
  expect(attempts.wait('ada', '192.0.2.1')).toBe(14 * MINUTE);
  // Its owner elsewhere, and others at the same address, are not shut out.
  expect(attempts.wait('ada', '198.51.100.1')).toBe(0);
  expect(attempts.wait('grace', '192.0.2.1')).toBe(0);
  now = 15 * MINUTE;
  expect(attempts.wait('ada', '192.0.2.1')).toBe(0);
});

it('an address that tries many accounts is shut, an IPv6 network as one', () => {
  for (let i = 0; i < 20; i++) attempts.failed(`user${i}`, `2001:db8::${i + 1}`);
  expect(attempts.wait('ada', '2001:db8::ffff')).toBeGreaterThan(0);
  expect(attempts.wait('ada', '2001:db8:0:1::1')).toBe(0);
});

it('an account that many addresses try is shut', () => {
  for (let i = 0; i < 50; i++) attempts.failed('ada', `192.0.2.${i}`);
  expect(attempts.wait('ada', '198.51.100.1')).toBeGreaterThan(0);
});

it('whoever gets in is not counted, however often', () => {
  for (let i = 0; i < 100; i++) {
    attempts.failed('ada', '192.0.2.1');
    attempts.succeeded('ada', '192.0.2.1');
  }
  expect(attempts.wait('ada', '192.0.2.1')).toBe(0);
  fail(4, 'ada', '192.0.2.1');
  attempts.succeeded('ada', '192.0.2.1');
  fail(4, 'ada', '192.0.2.1');
  expect(attempts.wait('ada', '192.0.2.1')).toBe(0);
});

it('forgets the oldest of very many, and none of those that still come', () => {
  for (let i = 0; i < 10_000; i++) attempts.failed(`user${i}`, `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
  fail(5, 'ada', null);
  expect(attempts.wait('ada', null)).toBeGreaterThan(0);
  expect(attempts.wait('user0', '10.0.0.0')).toBe(0);
});
