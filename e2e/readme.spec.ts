import { mkdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { overlane } from './support/command';
import { expectHealthy, ping, signIn } from './support/console';
import { startStack } from './support/stack';

/** `UPDATE_README=1 npm test -- e2e` writes the README's pictures anew; else they go to test-results. */
const folder = process.env.UPDATE_README ? 'docs' : 'test-results/docs';

test("the README's pictures are those of the product as it is", async ({ page }) => {
  test.setTimeout(120_000);
  mkdirSync(folder, { recursive: true });
  const stack = await startStack({ hosts: 2, name: 'readme' });
  try {
    const applied = await overlane(stack, ['apply', '-f', 'lab/seed.yaml']);
    expect(applied.status, applied.stderr).toBe(0);
    await signIn(page, stack.signInLink);
    for (const tenant of ['microsoft', 'apple']) await expectHealthy(page, tenant, 'node02');
    expect(await ping(page, 'microsoft@node01', '10.1.0.5', 10)).toBe('0 %');
    await page.getByText('msft-vxl-10').first().click();
    await expect(page.getByTestId('inspector-name')).toContainText('msft-vxl-10');
    await page.screenshot({ path: `${folder}/topology-light.png` });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.reload();
    await expectHealthy(page, 'microsoft', 'node01');
    await page.screenshot({ path: `${folder}/topology-dark.png` });
  } finally {
    await stack.stop();
  }
});
