import { describe, expect, it } from 'vitest';
import { Built } from '@/server/adopt/fixtures/built';
import { SEED_TYPED, TWO_NETWORKS_TYPED } from '@/server/adopt/fixtures/hands';
import type { FoundTenant } from '@/server/api/types';
import { headline, listed, marksOf, prospect, sentence } from './adopt-words';

const found = async (typed = SEED_TYPED): Promise<FoundTenant[]> =>
  (await new Built(typed).proposal()).tenants;
const blocked = (one: FoundTenant): FoundTenant => ({
  ...one,
  obstacles: [{ sentence: 'it is in the way', hostId: null, read: null }],
});

it('counts the marks that adopting writes, each device and each namespace once', async () => {
  expect(marksOf(await found())).toEqual({ marks: 20, hosts: 2 });
  // On each of two hosts: two bridges, two tunnels, three pairs, two namespaces.
  expect(marksOf(await found(TWO_NETWORKS_TYPED))).toEqual({ marks: 2 * (2 + 2 + 6 + 2), hosts: 2 });
  expect(marksOf([])).toEqual({ marks: 0, hosts: 0 });
});

describe('the banner', () => {
  it('says nothing where nothing was found', () => expect(headline([])).toBeNull());

  it('tells how many, and which of them can be adopted', async () => {
    const [apple, microsoft] = await found();
    if (!apple || !microsoft) throw new Error('the seed has two');
    expect(headline([apple, microsoft])).toBe(
      '2 tenants were built by hand on the hosts: apple and microsoft',
    );
    expect(prospect([apple, microsoft])).toMatch(/^They can be adopted/);
    expect(prospect([apple])).toMatch(/^It can be adopted/);
    expect(prospect([apple, blocked(microsoft)])).toMatch(/^1 of them can be adopted/);
    expect(prospect([blocked(apple)])).toMatch(/in the way/);
  });
});

it.each([
  ['the namespace apple is an endpoint', 'The namespace apple is an endpoint.'],
  ['msft-br on node01 has an alias', 'msft-br on node01 has an alias.'],
  ['10.1.0.0/24 is the subnet', '10.1.0.0/24 is the subnet.'],
])('a sentence begins with a capital, unless it begins with a name: %s', (text, told) => {
  expect(sentence(text)).toBe(told);
});

it('a list counts what it does not name', () => {
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b', 'c', 'd'])).toBe('a, b, c and d');
  expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
});
