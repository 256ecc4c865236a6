import { expect, type Page, test } from '@playwright/test';
import { execInHost } from '../lab/lab';
import { overlane } from './support/command';
import { expectHealthy, lane, signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ mode: 'serial', timeout: 180_000 });

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack({ hosts: 2, name: 'drift' });
  const applied = await overlane(stack, ['apply', '-f', 'lab/seed.yaml']);
  expect(applied.status, applied.stderr).toBe(0);
});
test.afterAll(() => stack?.stop());

async function on(host: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ stateDir: stack.labDir, host, argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}`);
  return stdout;
}

const items = (page: Page) => page.getByTestId('drift-item');
/** What is seen without events is seen at the next complete read. */
const SEEN = { timeout: 40_000 };

async function openConsole(page: Page): Promise<void> {
  const { stdout } = await overlane(stack, ['login-link']);
  await signIn(page, stdout.trim());
  await expectHealthy(page, 'microsoft', 'node01');
  await page.getByRole('tab', { name: /Drift/ }).click();
  await expect(page.getByText('Nothing has drifted')).toBeVisible();
}

test('a bridge that somebody takes down by hand is shown with what it means, repaired on demand, and gone', async ({
  page,
}) => {
  await openConsole(page);
  await on('node01', 'ip', 'link', 'set', 'dev', 'msft-br', 'down');
  const item = items(page).filter({ hasText: 'msft-br' }).first();
  await expect(item).toContainText('found down', SEEN);
  await expect(page.getByTestId('drift-count')).toBeVisible();
  await expect(lane(page, 'microsoft', 'node01')).not.toHaveAttribute('data-health', 'healthy');

  await test.step('the inspector tells it where it is', async () => {
    await item.getByRole('button', { name: 'msft-br', exact: true }).click();
    await expect(page.getByTestId('inspector-name')).toHaveText('msft-br');
    await expect(page.getByTestId('inspector-drift')).toContainText('found down');
    await page.screenshot({ path: 'test-results/drift.png' });
  });
  await test.step('it is found', async () => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByPlaceholder(/MAC, address/).fill('drift msft-br');
    await expect(page.getByRole('option').filter({ hasText: 'msft-br on node01' }).first()).toBeVisible();
    await page.keyboard.press('Escape');
  });
  await test.step('what intent has no word for can only be repaired', async () => {
    await expect(item.getByRole('button', { name: /^Accept/ })).toHaveAttribute('aria-disabled', 'true');
  });
  await test.step('repaired', async () => {
    await item.getByRole('button', { name: /^Repair/ }).click();
    await expect(items(page)).toHaveCount(0, SEEN);
    expect(await on('node01', 'ip', '-o', 'link', 'show', 'dev', 'msft-br', 'up')).toContain('msft-br');
    await expectHealthy(page, 'microsoft', 'node01');
  });
  await test.step('the activity says who', async () => {
    await page.getByRole('tab', { name: /Activity/ }).click();
    await expect(page.getByRole('list', { name: 'Activity' })).toContainText('epaired msft-br on node01');
  });
});

test('an address that was added by hand is accepted, as a change', async ({ page }) => {
  await openConsole(page);
  await on('node01', 'ip', '-n', 'microsoft', 'address', 'add', '10.1.0.44/24', 'dev', 'msft-veth1');
  const item = items(page).filter({ hasText: '10.1.0.44' }).first();
  await expect(item).toBeVisible(SEEN);
  await item.getByRole('button', { name: /^Accept/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(items(page)).toHaveCount(0, SEEN);
  const { stdout } = await overlane(stack, ['export']);
  expect(stdout).toContain('10.1.0.44');
  expect(await on('node01', 'ip', '-n', 'microsoft', 'address')).toContain('10.1.0.44/24');
  await page.getByRole('tab', { name: /Activity/ }).click();
  await expect(page.getByRole('list', { name: 'Activity' })).toContainText('ccept what was found on node01');
});

test('with the policy to repair at once nobody needs to press anything', async ({ page }) => {
  await openConsole(page);
  await page.goto(`${stack.url}/settings`);
  await page.getByRole('radio', { name: /Repair it at once/ }).check();
  await page.getByRole('button', { name: 'Save the policy' }).click();
  await expect(page.getByRole('radio', { name: /Repair it at once/ })).toBeChecked();
  await expect(page.getByRole('button', { name: 'Save the policy' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await on('node02', 'ip', 'link', 'set', 'dev', 'aapl-vxl-20', 'down');
  await expect
    .poll(() => on('node02', 'ip', '-o', 'link', 'show', 'dev', 'aapl-vxl-20', 'up'), SEEN)
    .toContain('aapl-vxl-20');
});
