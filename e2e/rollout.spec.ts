import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { execInHost } from '../lab/lab';
import { overlane } from './support/command';
import { expectHealthy, signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

const SEED = readFileSync('lab/seed.yaml', 'utf8');
/** Touches what runs. */
const SMALLER = SEED.replace('vni: 10,', 'vni: 10, mtu: 1400,');

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack({ hosts: 2, name: 'rollout' });
  const applied = await overlane(stack, ['apply', '-f', '-'], SEED);
  expect(applied.status, applied.stderr).toBe(0);
});
test.afterAll(() => stack?.stop());

async function mtu(host: string): Promise<string> {
  const argv = ['cat', '/sys/class/net/msft-vxl-10/mtu'];
  return (await execInHost({ stateDir: stack.labDir, host, argv })).stdout.trim();
}

/** In both looks, and as narrow as a phone. */
async function pictures(page: Page, name: string): Promise<void> {
  const path = (look: string) => `test-results/${name}-${look}.png`;
  await page.screenshot({ path: path('light') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: path('dark') });
  await page.emulateMedia({ colorScheme: 'light' });
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  await page.setViewportSize({ width: 390, height: 800 });
  await page.screenshot({ path: path('narrow') });
  await page.setViewportSize(size);
}

const banner = (page: Page) => page.getByRole('status', { name: /^Revision \d+$/ });

test('a change of what runs waits for a person, who undoes one and keeps another, and both are in the history', async ({
  page,
}) => {
  await signIn(page, stack.signInLink);
  const before = await mtu('node01');

  await test.step('a person is to keep changes', async () => {
    await page.goto(`${stack.url}/settings`);
    await page.getByLabel(/^Seconds until hosts undo it/).fill('60');
    await page.getByLabel('Kept by').click();
    await page.getByRole('option', { name: /A person/ }).click();
    await pictures(page, 'rollout-settings');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('it counts for changes from now on')).toBeVisible();
  });

  await page.goto(stack.url);
  await expectHealthy(page, 'microsoft', 'node01');
  await test.step('the countdown is shown, and undoing takes it back on both hosts', async () => {
    const applying = overlane(stack, ['apply', '-f', '-'], SMALLER);
    await expect(banner(page)).toContainText('keep it?', { timeout: 40_000 });
    await expect(banner(page).getByRole('timer')).toHaveText(/^[1-5]\d s$/);
    expect([await mtu('node01'), await mtu('node02')]).toEqual(['1400', '1400']);
    await pictures(page, 'rollout-asks');
    await banner(page).getByRole('button', { name: 'Undo now' }).click();
    await expect(banner(page)).toHaveCount(0, { timeout: 20_000 });
    expect([await mtu('node01'), await mtu('node02')]).toEqual([before, before]);
    const said = await applying;
    expect(said.status).toBe(1);
    expect(said.stderr).toContain('undone');
  });

  await test.step('kept, it stays', async () => {
    const applying = overlane(stack, ['apply', '-f', '-'], SMALLER);
    await banner(page).getByRole('button', { name: 'Keep' }).click({ timeout: 40_000 });
    await expect(banner(page)).toHaveCount(0, { timeout: 20_000 });
    expect((await applying).status).toBe(0);
    expect([await mtu('node01'), await mtu('node02')]).toEqual(['1400', '1400']);
  });

  await test.step('the history says who and why', async () => {
    await page.goto(`${stack.url}/activity`);
    await expect(page.getByRole('list', { name: 'Activity' })).toContainText('asked for it', {
      timeout: 40_000,
    });
    await page.getByRole('button', { name: 'The last change', exact: true }).click();
    await expect(page.getByRole('list', { name: 'Differences' })).toContainText('microsoft', {
      timeout: 20_000,
    });
    await expect(page.getByRole('list', { name: 'Changes between them' })).toContainText('apply -f');
    await pictures(page, 'rollout-history');
  });
});
