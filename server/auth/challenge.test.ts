import { expect, it } from 'vitest';
import { newChallenge, takeChallenge } from './challenge';

const made = (purpose = 'sign-in', now?: number) => newChallenge(purpose, now).toString('base64url');

it('a challenge is taken once, for what it was made', () => {
  const text = made();
  expect(takeChallenge(text, 'add session1')).toBe(false);
  expect(takeChallenge(text, 'sign-in')).toBe(true);
  expect(takeChallenge(text, 'sign-in')).toBe(false);
});

it('nobody makes, changes or stretches one', () => {
  const bytes = newChallenge('sign-in');
  for (const place of [0, 20, 40]) {
    const changed = Buffer.from(bytes);
    changed[place] = (changed[place] ?? 0) ^ 1;
    expect(takeChallenge(changed.toString('base64url'), 'sign-in')).toBe(false);
  }
  expect(takeChallenge('', 'sign-in')).toBe(false);
  expect(takeChallenge(bytes.toString('base64url'), 'sign-in')).toBe(true);
});

it('five minutes later it is too late', () => {
  const now = Date.now();
  const text = made('sign-in', now);
  expect(takeChallenge(text, 'sign-in', now + 5 * 60_000 + 1)).toBe(false);
  expect(takeChallenge(text, 'sign-in', now + 5 * 60_000 - 1)).toBe(true);
});
