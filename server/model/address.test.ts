import { describe, expect, it } from 'vitest';
import {
  nextFree,
  notAssignable,
  parseAddress,
  parseSubnet,
  subnetsOverlap,
  unusableInSubnet,
} from './address';

describe('addresses', () => {
  it.each(['10.1.0.4', '255.255.255.255', '0.0.0.0'])('takes %s', (text) => {
    expect(parseAddress(text)?.text).toBe(text);
  });
  it.each([
    '010.1.0.4',
    '10.1',
    '0x0a.1.0.4',
    '2130706433',
    '10.1.0.256',
    '10.1.0.4/24',
    ' 10.1.0.4',
    '-1.2.3.4',
    '',
    '1.2.3.4\n',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    '１0.1.0.4',
    '2001:db8::g',
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeNull();
  });
  it('writes IPv6 in canonical form', () => {
    expect(parseAddress('2001:DB8:0:0:0:0:0:4')?.text).toBe('2001:db8::4');
  });
});

describe('subnets', () => {
  it.each([
    '10.1.0.4/24',
    '10.1.0.0',
    '10.1.0.0/31',
    '10.1.0.0/024',
    '10.1.0.0/24/24',
    '2001:db8::1/64',
    '10.1.0.0/-1',
  ])('refuses %s', (text) => {
    expect(parseSubnet(text)).toBeNull();
  });
  it.each([
    ['10.1.0.0/24', '10.1.0.0', 'network address'],
    ['10.1.0.0/24', '10.1.0.255', 'broadcast address'],
    ['10.1.0.0/23', '10.1.1.255', 'broadcast address'],
    ['10.1.0.0/24', '10.2.0.4', 'is not in'],
  ])('in %s, %s is refused: %s', (subnet, address, reason) => {
    const parsed = parseSubnet(subnet);
    const held = parseAddress(address);
    if (!parsed || !held) throw new Error('the table is wrong');
    expect(unusableInSubnet(parsed, held)).toContain(reason);
  });
  it('finds the next free address from .4 on, wraps, and ends when the pool is used up', () => {
    const subnet = parseSubnet('10.1.0.0/29');
    if (!subnet) throw new Error('the table is wrong');
    const taken = new Set<string>();
    const order: string[] = [];
    for (let free = nextFree(subnet, taken); free; free = nextFree(subnet, taken)) {
      taken.add(free.text);
      order.push(free.text);
    }
    expect(order).toEqual(['10.1.0.4', '10.1.0.5', '10.1.0.6', '10.1.0.1', '10.1.0.2', '10.1.0.3']);
  });
  it('knows overlap', () => {
    const of = (text: string) => parseSubnet(text) ?? expect.fail(text);
    expect(subnetsOverlap(of('10.1.0.0/16'), of('10.1.4.0/24'))).toBe(true);
    expect(subnetsOverlap(of('10.1.0.0/24'), of('10.1.1.0/24'))).toBe(false);
    expect(subnetsOverlap(of('10.1.0.0/24'), of('2001:db8::/64'))).toBe(false);
  });
});

describe('addresses that no device may hold', () => {
  it.each([
    '127.0.0.1',
    '0.1.2.3',
    '224.0.0.1',
    '240.0.0.1',
    '169.254.1.1',
    '::1',
    '::',
    'ff02::1',
    'fe80::1',
  ])('%s', (text) => {
    const address = parseAddress(text);
    expect(address && notAssignable(address)).toBeTruthy();
  });
});
