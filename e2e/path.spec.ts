import { expect, type Page, test } from '@playwright/test';
import { execInHost } from '../lab/lab';
import { overlane } from './support/command';
import { expectHealthy, signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ mode: 'serial', timeout: 180_000 });

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack({ hosts: 2, name: 'path' });
  const applied = await overlane(stack, ['apply', '-f', 'lab/seed.yaml']);
  expect(applied.status, applied.stderr).toBe(0);
});
test.afterAll(() => stack?.stop());

async function on(host: string, ...argv: string[]): Promise<void> {
  const { status, stderr } = await execInHost({ stateDir: stack.labDir, host, argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}`);
}

const verdict = (page: Page) => page.getByTestId('path-verdict');

test('a path is walked, its fault is named and shown where it is, and a button mends it', async ({
  page,
}) => {
  const { stdout } = await overlane(stack, ['login-link']);
  await signIn(page, stdout.trim());
  await expectHealthy(page, 'microsoft', 'node01');
  await page.getByRole('tab', { name: 'Path' }).click();
  await page.screenshot({ path: 'test-results/path-empty.png' });

  await test.step('a healthy path says what was checked', async () => {
    await page.getByTestId('path-find').click();
    await expect(verdict(page)).toHaveAttribute('data-verdict', 'ok');
    await expect(verdict(page)).toContainText('No fault found');
    await expect(page.getByTestId('path-hop')).toHaveCount(14);
    await page.screenshot({ path: 'test-results/path-ok.png' });
  });

  await test.step('a flood entry that is missing is a risk, although ping works', async () => {
    await on(
      'node02',
      'bridge',
      'fdb',
      'del',
      '00:00:00:00:00:00',
      'dev',
      'msft-vxl-10',
      'dst',
      '10.10.10.10',
    );
    await page.getByTestId('path-find').click();
    await expect(verdict(page)).toHaveAttribute('data-verdict', 'at-risk');
    await expect(verdict(page)).toContainText('VXLAN interface msft-vxl-10 on node02');
    await expect(page.locator('[data-route="risky"]')).toBeVisible();
    await page.screenshot({ path: 'test-results/path-risk.png' });
    await page.getByTestId('path-fix').click();
    await expect(verdict(page)).toHaveAttribute('data-verdict', 'ok', { timeout: 20_000 });
  });

  await test.step('a broken hop is named, and what only follows from it is not', async () => {
    await on('node01', 'ip', '-n', 'microsoft', 'link', 'set', 'dev', 'msft-veth1', 'down');
    await page.getByTestId('path-find').click();
    await expect(verdict(page)).toHaveAttribute('data-verdict', 'broken');
    await expect(verdict(page)).toContainText('interface msft-veth1 in microsoft on node01: state is down');
    await expect(page.locator('[data-testid="path-fact"][data-state="wrong"]')).toHaveCount(1);
    await page.screenshot({ path: 'test-results/path-broken.png' });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: 'test-results/path-broken-dark.png' });
    await page.setViewportSize({ width: 1024, height: 700 });
    await page.screenshot({ path: 'test-results/path-narrow.png' });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
  });

  await test.step('the command line says the same, and ends with 1', async () => {
    const { status, stdout: text } = await overlane(stack, [
      'path',
      'microsoft@node01',
      'microsoft@node02',
      '--json',
    ]);
    expect(status).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      verdict: 'broken',
      culprit: { host: 'node01', object: { kind: 'interface', name: 'msft-veth1', namespace: 'microsoft' } },
      fix: { kind: 'repair' },
    });
  });

  await test.step('repaired', async () => {
    await page.getByTestId('path-fix').click();
    await expect(verdict(page)).toHaveAttribute('data-verdict', 'ok', { timeout: 20_000 });
    const { status } = await overlane(stack, ['path', 'microsoft@node01', 'microsoft@node02']);
    expect(status).toBe(0);
  });

  await test.step('a path goes to any address', async () => {
    await page.getByTestId('path-to').fill('10.1.0.999');
    await page.getByTestId('path-find').click();
    await expect(page.getByTestId('path-panel')).toContainText('is neither an endpoint nor an address');
    await page.getByTestId('path-to').fill('10.1.0.99');
    await page.keyboard.press('Escape');
    await page.getByTestId('path-find').click();
    await expect(verdict(page)).toHaveAttribute('data-verdict', 'broken', { timeout: 20_000 });
    await expect(verdict(page)).toContainText('holder of 10.1.0.99 is nobody on node01, node02');
    await page.screenshot({ path: 'test-results/path-address.png' });
    const host = await overlane(stack, ['path', 'microsoft@node01', '10.10.10.20', '--json']);
    expect(host.status).toBe(1);
    expect(JSON.parse(host.stdout)).toMatchObject({ verdict: 'broken', fix: null });
    expect(JSON.parse(host.stdout).sentence).toContain('tenants are kept apart from hosts');
    const octal = await overlane(stack, ['path', 'microsoft@node01', '010.1.0.5']);
    expect(octal.status).toBe(1);
    expect(octal.stderr).toContain('such as 10.1.0.5');
    const other = await overlane(stack, ['path', 'microsoft@node01', '10.1.0.5', '--json']);
    expect(JSON.parse(other.stdout)).toMatchObject({ verdict: 'ok' });
  });

  await test.step('who walked it is in the activity', async () => {
    await page.getByRole('tab', { name: /Activity/ }).click();
    await expect(page.getByRole('list', { name: 'Activity' })).toContainText(
      'probed the path from microsoft@node01 to microsoft@node02',
    );
  });
});
