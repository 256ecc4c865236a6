import { expect, it } from 'vitest';
import { isOwnedBy, overlap, ownerAlias } from './prefix';

it.each([
  { name: 'the prefix itself', dst: '198.18.0.0/24', isTaken: true },
  { name: 'an address within', dst: '198.18.0.7', isTaken: true },
  { name: 'a part of it', dst: '198.18.0.128/25', isTaken: true },
  { name: 'a wider route, which a lab would shadow', dst: '198.18.0.0/15', isTaken: true },
  { name: 'its neighbour', dst: '198.18.1.0/24', isTaken: false },
  { name: 'the default route', dst: 'default', isTaken: false },
  { name: 'half of a default route', dst: '128.0.0.0/1', isTaken: false },
])('$name is taken: $isTaken', ({ dst, isTaken }) => {
  const route = { dst, dev: 'corp0' };
  expect(overlap([{ dst: '127.0.0.0/8', dev: 'lo' }, route])).toEqual(isTaken ? route : null);
});

it('knows its own folder even when the alias was too short for the name', () => {
  const first = { pid: 12, startTicks: 34 };
  const folder = `/${'a'.repeat(400)}`;
  const alias = ownerAlias({ first, folder });
  expect(Buffer.byteLength(alias)).toBe(255);
  const owner = { first, folder: alias.split(' ')[3] ?? '' };
  expect(isOwnedBy(owner, folder)).toBe(true);
  expect(isOwnedBy(owner, '/b')).toBe(false);
});
