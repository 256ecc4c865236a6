import { expect, it } from 'vitest';
import { MOST_HOSTS, planHosts } from './addresses';

it('counts underlay addresses in tens, 25 to each third octet', () => {
  const plans = planHosts(MOST_HOSTS);
  expect([0, 1, 24, 25, 252].map((index) => plans[index]?.underlay)).toEqual([
    '10.10.10.10',
    '10.10.10.20',
    '10.10.10.250',
    '10.10.11.10',
    '10.10.20.30',
  ]);
});

it('gives no two hosts the same name, address, MAC or port', () => {
  const plans = planHosts(MOST_HOSTS);
  const all = plans.flatMap((plan) => Object.values(plan));
  expect(new Set(all).size).toBe(all.length);
});

it.each([0, -1, 1.5, 254, Number.NaN])('refuses %d hosts', (count) => {
  expect(() => planHosts(count)).toThrow(/1 to 253 hosts/);
});
