import { expect, it } from 'vitest';
import { passwordFault } from './password-rule';

const fault = (password: string) => passwordFault(password, 'ada.lovelace');

it.each([
  ['short', 'at least 12'],
  ['elevenchars', 'at least 12'],
  ['a'.repeat(129), 'at most 128'],
  ['aaaaaaaaaaaaaaaa', 'repeats'],
  ['121212121212', 'repeats'],
  ['123456789012', 'neighbours'],
  ['abcdefghijklmnop', 'neighbours'],
  ['unbelievable', 'breaches'],
  ['Password1234!', 'breaches'],
  ['P@ssw0rd2026!!', 'breaches'],
  ['123qwertyuiop321', 'breaches'],
  ['dragondragon', 'breaches'],
  ['ada.lovelace1', 'name'],
  ['Overlane2026!', 'name'],
  ['2026-11-23 05:30', 'name'],
])('%s is refused: %s', async (password, why) => {
  expect(await fault(password)).toContain(why);
});

it.each([
  'correct horse battery staple',
  'tunnel grün 47 Fahrrad',
  'vY8#kq2!Lm0z',
  '🐎🔋📎✅🐎🔋📎✅🧲🪛🔧🔩',
])('%s is taken', async (password) => {
  expect(await fault(password)).toBeNull();
});
