import { describe, expect, it } from 'vitest';
import type { FdbEntry, Observed } from '../observe/observed';
import { diffObserved } from './diff-observed';
import { isLearned } from './learned';

const entry = (change: Partial<FdbEntry> = {}): FdbEntry => ({
  mac: '52:54:00:00:00:01',
  device: 'vxlan-10',
  master: 'br-10',
  dst: '10.10.10.20',
  vlan: null,
  state: '',
  self: true,
  used: null,
  updated: null,
  ...change,
});

const neighbour = { address: '10.1.0.5', device: 'veth1', mac: '52:54:00:00:00:02', state: 'REACHABLE' };

const host = (change: object = {}) =>
  ({
    hostId: 'h1',
    readAt: 0,
    bootId: 'b',
    forwarding: { ipv4: false, ipv6: false },
    links: [],
    routes: [],
    neighbours: [],
    fdb: [],
    namespaces: [],
    ...change,
  }) as unknown as Observed;

const space = (change: object = {}) => ({
  name: 'microsoft',
  nsid: 1,
  unreadable: null,
  readAt: 0,
  forwarding: { ipv4: false, ipv6: false },
  links: [],
  routes: [],
  neighbours: [],
  ...change,
});

const route = { to: 'default', via: '10.1.0.1', device: 'veth1' };

const CASES: [what: string, before: Observed, after: Observed, learned: boolean][] = [
  ['a learned entry comes', host(), host({ fdb: [entry()] }), true],
  ['a learned entry goes', host({ fdb: [entry()] }), host(), true],
  ['a static entry comes', host(), host({ fdb: [entry({ state: 'static' })] }), false],
  ['a static entry goes', host({ fdb: [entry({ state: 'static' })] }), host(), false],
  [
    'a flood entry goes',
    host({ fdb: [entry({ mac: '00:00:00:00:00:00', state: 'permanent' })] }),
    host(),
    false,
  ],
  [
    'what somebody wrote is learned now',
    host({ fdb: [entry({ state: 'permanent' })] }),
    host({ fdb: [entry()] }),
    false,
  ],
  ['a neighbour of the host comes', host(), host({ neighbours: [neighbour] }), true],
  [
    'a neighbour in a namespace comes',
    host({ namespaces: [space()] }),
    host({ namespaces: [space({ neighbours: [neighbour] })] }),
    true,
  ],
  [
    'a route in a namespace comes with it',
    host({ namespaces: [space()] }),
    host({ namespaces: [space({ neighbours: [neighbour], routes: [route] })] }),
    false,
  ],
  ['a namespace comes', host(), host({ namespaces: [space({ neighbours: [neighbour] })] }), false],
  ['a namespace goes', host({ namespaces: [space()] }), host(), false],
  ['a route of the host comes', host(), host({ routes: [route] }), false],
  ['the host was restarted', host(), host({ bootId: 'c' }), false],
  ['the host routes', host(), host({ forwarding: { ipv4: true, ipv6: false } }), false],
];

describe('what kernels learn by themselves', () => {
  it.each(CASES)('%s', (_, before, after, learned) => {
    const patch = diffObserved(before, after);
    expect(patch).not.toBeNull();
    expect(patch && isLearned(patch, before)).toBe(learned);
  });
});
