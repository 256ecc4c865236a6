import { expect, test } from '@playwright/test';
import { execInHost } from '../lab/lab';
import { overlane } from './support/command';
import { expectHealthy, hostCard, signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ timeout: 300_000 });

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack({ hosts: 2, name: 'ops' });
});
test.afterAll(() => stack?.stop());

test('/ops shows the same graph and health, and has nothing that changes anything', async ({ page }) => {
  const applied = await overlane(stack, ['apply', '-f', 'lab/seed.yaml']);
  expect(applied.status, applied.stderr).toBe(0);
  await signIn(page, stack.signInLink);
  // A page of its own, so that nothing of the console's is counted.
  const wall = await page.context().newPage();
  const asked: string[] = [];
  wall.on('request', (request) => {
    if (request.url().includes('/api/')) asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  await wall.goto(`${stack.url}/ops`);
  for (const host of ['node01', 'node02']) await expect(hostCard(wall, host)).toContainText('ready');
  for (const tenant of ['microsoft', 'apple']) await expectHealthy(wall, tenant, 'node01');
  await expect(wall.getByTestId('apply')).toHaveCount(0);
  await expect(wall.locator('[data-testid^="palette-"]')).toHaveCount(0);
  await wall.screenshot({ path: 'test-results/ops.png' });
  // By construction: the page speaks to a router that has no mutation.
  expect(asked.filter((line) => !line.includes('/api/ops/'))).toEqual([]);
  const refused = await wall.request.post(`${stack.url}/api/ops/changes.commit`, {
    headers: { origin: stack.url },
    data: { base: 1, operations: [{ op: 'fabric.set', vxlan: { port: 4789 } }] },
  });
  expect(refused.status()).toBe(404);
});

test('/ops tells what drifted and what happened, and offers no answer to it', async ({ page }) => {
  const { stdout } = await overlane(stack, ['login-link']);
  await signIn(page, stdout.trim());
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(`${stack.url}/ops`);
  await expect(page.getByRole('region', { name: 'Latest events' })).toContainText(/revision|add|node0/i);
  const fault = await execInHost({
    stateDir: stack.labDir,
    host: 'node01',
    argv: ['ip', 'link', 'set', 'dev', 'msft-br', 'down'],
  });
  expect(fault.status, fault.stderr).toBe(0);
  const item = page.getByTestId('ops-drift').filter({ hasText: 'msft-br' }).first();
  await expect(item).toBeVisible({ timeout: 40_000 });
  await expect(page.getByTestId('summary-drift')).toContainText('1');
  await page.screenshot({ path: 'test-results/ops-wall.png' });
  await item.getByRole('button').click();
  await expect(page.getByTestId('inspector-drift')).toContainText('found down');
  await expect(page.getByRole('button', { name: /^(Repair|Accept)/ })).toHaveCount(0);
  for (const procedure of ['drift.repair', 'live.look']) {
    const refused = await page.request.post(`${stack.url}/api/ops/${procedure}`, {
      headers: { origin: stack.url },
      data: { keys: ['x'] },
    });
    expect(refused.status()).toBe(404);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('button', { name: 'Back to what is going on' }).click();
  await expect(item).toBeVisible();
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wider).toBe(0);
  await page.screenshot({ path: 'test-results/ops-phone.png' });
});

test('every page is there in light and dark, without a serious fault of accessibility', async ({ page }) => {
  const { default: AxeBuilder } = await import('@axe-core/playwright');
  const { stdout } = await overlane(stack, ['login-link']);
  await signIn(page, stdout.trim());
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    for (const path of ['/', '/hosts', '/tenants', '/activity', '/settings', '/ops']) {
      await page.goto(`${stack.url}${path}`);
      await expect(page.getByText(/microsoft|node01|revision|port/i).first()).toBeVisible();
      await page.screenshot({
        path: `test-results/page${path === '/' ? '-topology' : path.replace('/', '-')}-${theme}.png`,
      });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${path} ${theme} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  }
});
