import { expect, test } from '@playwright/test';

test('the sign-in link opens the product without an error in the browser', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const answer = await page.goto(process.env.OVERLANE_E2E_SIGN_IN || `${process.env.OVERLANE_E2E_URL}/`);
  expect(answer?.status()).toBe(200);
  await expect(page).toHaveTitle(/Overlane/);
  expect(errors).toEqual([]);
});
