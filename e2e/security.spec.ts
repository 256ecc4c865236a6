import { expect, test } from '@playwright/test';
import type { EventWitness } from '../lab/witness/kernel-events';
import type { Intent } from '../server/model/intent';
import { operate } from '../server/model/operation';
import type { Attempt } from './security/attempt';
import { ATTEMPTS } from './security/attempts';
import { fuzz } from './security/fuzz';
import { ITEMS } from './security/items';
import { allDuring, judge, witnessAll } from './security/judge';
import { soak } from './security/soak';
import { startWorld, type World } from './security/world';
import { seriousFaults } from './support/axe';

/** A part of `npm run security`, which tries all of it. */
test.describe.configure({ mode: 'serial', timeout: 180_000 });

/** Attempts at each promise, spread over all there are. */
const OF_EACH = 2;
/** Searched for what all others left behind. */
const LAST = 19;

let world: World;
let witnesses: EventWitness[];
test.beforeAll(async () => {
  world = await startWorld({ name: 'security-short' });
  witnesses = await witnessAll(world);
});
test.afterAll(async () => {
  for (const witness of witnesses ?? []) witness.stop();
  await world?.stack.stop();
});

function some(item: number): Attempt[] {
  const all = ATTEMPTS.filter((attempt) => attempt.item === item && !attempt.slow);
  const step = Math.max(1, (all.length - 1) / (OF_EACH - 1));
  return all.filter((_, i) => i % step < 1);
}

test('there is an attempt at each promise', () => {
  for (const item of Object.keys(ITEMS).map(Number))
    expect(
      ATTEMPTS.filter((attempt) => attempt.item === item),
      ITEMS[item],
    ).not.toEqual([]);
});

test('of the attempts at each promise some are refused and audited, and no kernel hears of them', async () => {
  const items = Object.keys(ITEMS).map(Number);
  const attempts = items.filter((item) => item !== LAST).flatMap(some);
  const { faults, refused } = await judge(world, witnesses, 0, attempts);
  expect(faults).toEqual([]);
  expect(refused).toBe(attempts.length);
});

test('a hostile value in every fourth string of the API does nothing, and is refused without a word about the inside', async () => {
  const run = async () =>
    expect(await fuzz(world, { values: 1, seed: 20, everyNth: 4 })).toMatchObject({ faults: [] });
  expect(await allDuring(witnesses, run)).toEqual([]);
});

test('edits at once lose nothing that was acknowledged', async () => {
  const soaked = await soak(world, { clients: 3, edits: 5 });
  expect(soaked).toMatchObject({ acknowledged: 15, faults: [] });
  expect(soaked.conflicts).toBeGreaterThan(0);
});

test('two people change the same tenant: the second sees the difference, and merges or discards', async ({
  page,
}) => {
  const { intent } = await world.must<{ intent: Intent }>('admin', 'intent.get');
  const { networks: _n, endpoints: _e, ...tenant } = world.tenant;
  const changed = (changes: object) => ({ op: 'tenant.set' as const, tenant: { ...tenant, ...changes } });
  const draft = [changed({ color: 7 }), changed({ name: 'mine', color: 7 })].map((operation, i) => ({
    ...{ id: `entry${i}abcdef`, operations: [operation], sentence: `draft ${i}`, undoes: null },
    inverse: operate(intent, [operation]).inverse,
  }));
  const open = async (entry: object) => {
    const [name = '', value = ''] = (world.cookies.admin ?? '').split(/=(.*)/s);
    await page.context().addCookies([{ name, value, url: world.url }]);
    await page.goto(`${world.url}/login`);
    const kept = { state: { base: intent.revision, entries: [entry], undone: [] }, version: 1 };
    await page.evaluate((text) => localStorage.setItem('overlane.draft', text), JSON.stringify(kept));
    await page.goto(world.url);
    await page.getByRole('tab', { name: /Plan/ }).click();
  };
  const nameNow = async () => {
    const { intent: now } = await world.must<{ intent: Intent }>('admin', 'intent.get');
    const { name, color } = now.tenants.find(({ id }) => id === tenant.id) ?? {};
    return { name, color };
  };

  await open(draft[0] ?? {});
  await expect(page.getByText('draft 0', { exact: true })).toBeVisible();
  await world.commit(changed({ name: 'theirs' }));
  const difference = page.getByRole('region', { name: 'What differs' });
  await expect(difference.getByRole('row', { name: /^name microsoft theirs microsoft$/ })).toBeVisible();
  await expect(difference.getByRole('row', { name: /^color \d \d 7$/ })).toBeVisible();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: `test-results/conflict-${scheme}.png` });
  }
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Merge both' }).click();
  await expect(difference).toHaveCount(0);
  await page.getByTestId('apply').click();
  await expect.poll(nameNow).toEqual({ name: 'theirs', color: 7 });

  await open(draft[1] ?? {});
  await expect(difference.getByRole('row', { name: /both changed it/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Keep mine' })).toBeVisible();
  await page.screenshot({ path: 'test-results/conflict-contested.png' });
  await page.getByRole('button', { name: 'Discard mine' }).click();
  await expect(difference).toHaveCount(0);
  expect(await nameNow()).toEqual({ name: 'theirs', color: 7 });
});

test('and of no secret anything is found in what is told or kept', async () => {
  const attempts = ATTEMPTS.filter((attempt) => attempt.item === LAST);
  expect((await judge(world, witnesses, LAST, attempts)).faults).toEqual([]);
});
