import { expect, it } from 'vitest';
import { listenSettings, reachable } from './listen.mjs';

const PROXIED = { OVERLANE_ORIGIN: 'https://overlane.example', OVERLANE_TRUSTED_PROXIES: '192.0.2.10' };

it.each([
  [{}, '127.0.0.1', 'http://127.0.0.1:3000'],
  [{ OVERLANE_LISTEN: '127.0.0.2' }, '127.0.0.2', 'http://127.0.0.2:3000'],
  [{ OVERLANE_LISTEN: '::1' }, '::1', 'http://[::1]:3000'],
  [{ OVERLANE_ORIGIN: 'https://overlane.example/' }, '127.0.0.1', 'https://overlane.example'],
  [{ OVERLANE_ORIGIN: 'http://localhost:3000' }, '127.0.0.1', 'http://localhost:3000'],
  [{ OVERLANE_LISTEN: '0.0.0.0', ...PROXIED }, '0.0.0.0', 'https://overlane.example'],
  [{ OVERLANE_LISTEN: '2001:db8::1', ...PROXIED }, '2001:db8::1', 'https://overlane.example'],
])('%j listens on %s as %s', (environment, listen, origin) => {
  expect(listenSettings(environment, 3000)).toEqual({ listen, origin, tls: false });
});

it.each([
  [{ OVERLANE_LISTEN: '0.0.0.0' }, 'there is no TLS'],
  [{ OVERLANE_LISTEN: '192.0.2.1', OVERLANE_ORIGIN: 'http://127.0.0.1:3000' }, 'there is no TLS'],
  [{ OVERLANE_LISTEN: '::', OVERLANE_ORIGIN: 'https://overlane.example' }, 'nobody is trusted'],
  [{ OVERLANE_LISTEN: 'eth0' }, 'OVERLANE_LISTEN is "eth0"'],
  [{ OVERLANE_LISTEN: '-H' }, 'OVERLANE_LISTEN is "-H"'],
  [{ OVERLANE_ORIGIN: 'http://overlane.example' }, 'OVERLANE_ORIGIN'],
  [{ OVERLANE_ORIGIN: 'https://overlane.example/path' }, 'OVERLANE_ORIGIN'],
  [{ OVERLANE_ORIGIN: 'https://ada:secret@overlane.example' }, 'OVERLANE_ORIGIN'],
  [{ OVERLANE_ORIGIN: 'overlane.example' }, 'OVERLANE_ORIGIN'],
])('%j is refused before anything listens: %s', (environment, why) => {
  expect(() => listenSettings(environment, 3000)).toThrow(why);
});

it('is asked under an address that can be asked', () => {
  expect(['0.0.0.0', '::', '127.0.0.1', '2001:db8::1'].map(reachable)).toEqual([
    '127.0.0.1',
    '[::1]',
    '127.0.0.1',
    '[2001:db8::1]',
  ]);
});
