import { expect, test } from '@playwright/test';
import { type Stack, startStack } from './support/stack';

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack({ hosts: 0, name: 'smoke' });
});
test.afterAll(() => stack?.stop());

test('without a lab the product starts all the same, and says how hosts are added', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const answer = await page.goto(stack.signInLink ?? '');
  expect(answer?.status()).toBe(200);
  await expect(page).toHaveTitle(/Overlane/);
  await expect(page.getByRole('button', { name: /add a host/i }).first()).toBeVisible();
  expect(errors).toEqual([]);
});

test('a sign-in link works once, and says what to do then', async ({ page, browser }) => {
  await page.goto(stack.signInLink ?? '');
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  await other.goto(stack.signInLink ?? '');
  await expect(other).toHaveURL(/\/login/);
  await expect(other.getByText(/login-link/)).toBeVisible();
  await stranger.close();
});

test('nothing but the way in is shown without a session', async ({ page }) => {
  for (const path of ['/', '/hosts', '/tenants', '/activity', '/settings', '/ops']) {
    await page.goto(`${stack.url}${path}`);
    await expect(page).toHaveURL(/\/login/);
  }
  for (const path of ['/api/trpc/intent.get', '/api/ops/session.me']) {
    expect((await page.request.get(`${stack.url}${path}`)).status()).toBe(401);
  }
});
