import { expect, test } from '@playwright/test';
import { execInHost } from '../lab/lab';
import { overlane } from './support/command';
import { expectHealthy, signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ mode: 'serial', timeout: 180_000 });

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack({ hosts: 2, name: 'find' });
  const applied = await overlane(stack, ['apply', '-f', 'lab/seed.yaml']);
  expect(applied.status, applied.stderr).toBe(0);
});
test.afterAll(() => stack?.stop());

async function on(host: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ stateDir: stack.labDir, host, argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}`);
  return stdout;
}

test('where a MAC is: its endpoint, and behind which VTEP another host has learned it', async ({ page }) => {
  const [link] = JSON.parse(await on('node02', 'ip', '-j', '-n', 'microsoft', 'link', 'show', 'msft-veth1'));
  const mac: string = link.address;
  await on('node01', 'ip', 'netns', 'exec', 'microsoft', 'ping', '-c', '1', '-W', '3', '10.1.0.5');
  const { stdout } = await overlane(stack, ['login-link']);
  await signIn(page, stdout.trim());
  await expectHealthy(page, 'microsoft', 'node02');

  await page.keyboard.press('/');
  const box = page.getByPlaceholder(/MAC, address/);
  await box.fill(mac.toUpperCase().replaceAll(':', '-'));
  const holder = page
    .getByRole('option')
    .filter({ hasText: 'endpoint microsoft@node02 (msft-veth1)' })
    .first();
  await expect(holder).toContainText('learned on node01 msft-vxl-10 behind 10.10.10.20', { timeout: 40_000 });
  await page.screenshot({ path: 'test-results/find-mac.png' });
  await holder.click();
  await expect(page.getByTestId('inspector-name')).toHaveText('microsoft');
  await expect(page.getByTestId('inspector')).toContainText('Endpoint on node02');

  await test.step('the table of the other host says whose it is', async () => {
    await page.keyboard.press('/');
    await box.fill(mac);
    await page
      .getByRole('option')
      .filter({ hasText: /^learned on node01 msft-vxl-10/ })
      .click();
    await expect(page.getByTestId('inspector-name')).toHaveText('msft-vxl-10');
    const row = page.getByTestId('fdb').getByRole('row').filter({ hasText: mac });
    await expect(row).toContainText('microsoft@node02');
    await expect(row).toContainText(/learned · used/);
    await page.screenshot({ path: 'test-results/find-fdb.png' });
    await row.getByRole('button', { name: 'microsoft@node02' }).click();
    await expect(page.getByTestId('inspector-name')).toContainText('msft-veth1');
  });
});

test('an address that two tenants have is told for each of them', async ({ page }) => {
  const { stdout } = await overlane(stack, ['login-link']);
  await signIn(page, stdout.trim());
  await expectHealthy(page, 'apple', 'node01');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByPlaceholder(/MAC, address/).fill('10.1.0.4');
  for (const name of ['endpoint microsoft@node01 (msft-veth1)', 'endpoint apple@node01 (aapl-veth1)']) {
    await expect(page.getByRole('option').filter({ hasText: name }).first()).toBeVisible();
  }

  await test.step('Enter takes the first of what is found', async () => {
    await page.getByPlaceholder(/MAC, address/).fill('apple@node02');
    await expect(page.getByRole('option').first()).toContainText('apple');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('inspector-name')).toHaveText('apple');
    await expect(page.getByTestId('inspector')).toContainText('Endpoint on node02');
  });
});
