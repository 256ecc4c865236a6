import { expect, type Locator, type Page, test } from '@playwright/test';
import { overlane } from './support/command';
import { expectHealthy, lane, ping, signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ timeout: 240_000 });

const SEED = 'lab/seed.yaml';
/** Of the tenant that is not theirs. Its addresses are those of their own. */
const OTHERS = /\bapple\b|aapl/i;

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack({ hosts: 2, name: 'tenants' });
});
test.afterAll(() => stack?.stop());

/** Light, dark and narrow, as a person looks at it. */
async function look(page: Page, name: string, at?: Locator): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: `test-results/${name}-${scheme}.png` });
  }
  await page.setViewportSize({ width: 360, height: 740 });
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wider).toBe(0);
  await at?.scrollIntoViewIfNeeded();
  await page.screenshot({ path: `test-results/${name}-narrow.png` });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

test('an operator of one tenant sees and changes this one, until they are given another', async ({
  page,
  browser,
}) => {
  const applied = await overlane(stack, ['apply', '-f', SEED]);
  expect(applied.status, applied.stderr).toBe(0);
  await signIn(page, (await overlane(stack, ['login-link'])).stdout.trim());
  await page.goto(`${stack.url}/settings`);

  const form = page.getByRole('form', { name: 'Add a user' });
  await form.getByLabel('Name').fill('grace');
  await form.getByLabel('Tenants').click();
  await page.getByRole('menuitemcheckbox', { name: 'microsoft' }).click();
  await page.screenshot({ path: 'test-results/settings-tenants-open.png' });
  await page.keyboard.press('Escape');
  await expect(form.getByLabel('Tenants')).toHaveText('microsoft');
  await form.getByRole('button', { name: 'Add' }).click();
  const link = (await page.getByText(/login\/link\?token=/).textContent()) ?? '';
  await form.scrollIntoViewIfNeeded();
  await look(page, 'settings-tenants', form);

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const theirs = await context.newPage();
  /** Every answer and event that reached the page. */
  const answers: string[] = [];
  theirs.on('response', (response) => {
    if (!response.url().includes('/api/trpc/') || response.url().includes('live.watch')) return;
    response.text().then(
      (text) => answers.push(text),
      () => {},
    );
  });
  await signIn(theirs, link);
  await expect(theirs.getByTestId('own-tenants')).toContainText('microsoft');
  await expectHealthy(theirs, 'microsoft', 'node01');
  await expect(lane(theirs, 'apple', 'node01')).toHaveCount(0);
  await expect(theirs.getByTestId('palette-network')).toBeVisible();
  await expect(theirs.getByTestId('palette-tenant')).toHaveCount(0);
  await expect(theirs.getByTestId('palette-host')).toHaveCount(0);
  await look(theirs, 'narrowed-console');
  expect(await ping(theirs, 'microsoft@node01', '10.1.0.5', 2)).toBe('0 %');

  for (const [place, words] of [
    ['Hosts', 'node01'],
    ['Tenants', 'microsoft'],
    ['Isolation', 'What was checked'],
    ['Activity', 'pinged'],
    ['Settings', 'Tokens'],
  ] as const) {
    await theirs.getByRole('navigation').getByRole('link', { name: place }).click();
    await expect(theirs.getByRole('heading', { name: place, level: 1 })).toBeVisible();
    await expect(theirs.getByRole('main').getByText(words).first()).toBeVisible();
    expect([place, OTHERS.test(await theirs.locator('body').innerText())]).toEqual([place, false]);
    for (const control of ['Add a host', 'Add a tenant', 'Read now', 'Prove it now', 'Save the policy']) {
      await expect(theirs.getByRole('button', { name: control })).toHaveCount(0);
    }
    await theirs.screenshot({ path: `test-results/narrowed-${place.toLowerCase()}.png` });
  }
  expect(answers.length).toBeGreaterThan(5);
  expect(answers.filter((text) => OTHERS.test(text))).toEqual([]);

  const made = theirs.getByRole('form', { name: 'Make a token' });
  await made.getByLabel('What it is for').fill('mine');
  await made.getByRole('button', { name: 'Make' }).click();
  const token = (await theirs.getByText(/^ovl_/).textContent()) ?? '';
  const status = await overlane(stack, ['status'], '', { OVERLANE_TOKEN: token });
  expect([status.stdout.includes('microsoft'), OTHERS.test(status.stdout)]).toEqual([true, false]);

  await theirs.getByRole('navigation').getByRole('link', { name: 'Topology' }).click();
  await expectHealthy(theirs, 'microsoft', 'node01');
  const tenants = page.getByLabel('Tenants of grace');
  await tenants.click();
  // The last one cannot be taken away: whoever means all tenants says so.
  await page.getByRole('menuitemcheckbox', { name: 'microsoft' }).click();
  await expect(tenants).toHaveText('microsoft');
  await page.getByRole('menuitemcheckbox', { name: 'apple' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'microsoft' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('grace has apple now')).toBeVisible();
  // What they have open begins again with what is theirs now.
  await expect(theirs.getByTestId('own-tenants')).toContainText('apple', { timeout: 5_000 });
  await expectHealthy(theirs, 'apple', 'node01');
  await expect(lane(theirs, 'microsoft', 'node01')).toHaveCount(0);
  await context.close();
});
