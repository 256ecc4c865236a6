import { describe, expect, it } from 'vitest';
import type { ObservedRoute } from '../../observe/observed';
import { routeTo } from './route';

const route = (to: string, device: string | null, more: Partial<ObservedRoute> = {}): ObservedRoute => ({
  to,
  device,
  via: null,
  table: 'main',
  ...more,
});

const ROUTES = [
  route('default', 'eth0', { via: '192.0.2.1' }),
  route('default', 'eth6', { via: '2001:db8::1' }),
  route('10.1.0.0/24', 'veth1'),
  route('10.1.0.7', null, { type: 'blackhole' }),
  route('10.1.0.9/32', 'other', { table: '100' }),
  route('10.1.0.16/28', 'narrow'),
  route('10.1.0.16/28', 'second'),
  route('2001:db8:1::/64', 'veth1'),
];

describe('the route to an address', () => {
  it.each([
    ['10.1.0.5', 'veth1', false],
    ['10.1.0.17', 'narrow', false],
    ['10.1.0.7', null, true],
    // Of another table: no rule of ours leads there.
    ['10.1.0.9', 'veth1', false],
    ['10.2.0.1', 'eth0', false],
    ['2001:db8:1::5', 'veth1', false],
    ['2001:db8:2::5', 'eth6', false],
  ])('%s leaves by %s', (target, device, isDead) => {
    expect(routeTo(ROUTES, target)).toMatchObject({ route: { device }, isDead });
  });

  it('is none where no prefix holds it, and for what is no address', () => {
    expect(routeTo([route('10.1.0.0/24', 'veth1')], '10.1.1.1')).toBeNull();
    expect(routeTo(ROUTES, 'node01')).toBeNull();
  });
});
