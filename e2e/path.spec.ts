import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

test('packets are followed at both ends, and where they are lost stands out', async ({ page }) => {
  const { stdout } = await overlane(stack, ['login-link']);
  await signIn(page, stdout.trim());
  await expectHealthy(page, 'microsoft', 'node01');
  const told = page.getByTestId('trace-verdict');
  const state = page.getByTestId('trace-state');
  const packets = page.getByTestId('trace-packets').getByRole('row');
  const stopped = async () => {
    await page.getByTestId('trace-stop').click();
    await expect(state).toHaveText('Stopped');
  };

  await test.step('from a path that was walked, every packet passes every hop', async () => {
    await page.getByRole('tab', { name: 'Path' }).click();
    await page.getByTestId('path-find').click();
    await expect(verdict(page)).toHaveAttribute('data-verdict', 'ok');
    await page.getByTestId('path-follow').click();
    await page.screenshot({ path: 'test-results/trace-empty.png' });
    await page.getByTestId('trace-start').click();
    await expect(page.getByTestId('trace-hop')).toHaveCount(8);
    await expect(told).toContainText(/All of \d+ packets from microsoft@node01 to microsoft@node02 arrived/);
    await expect(told).toContainText(/All of \d+ packets from microsoft@node02 to microsoft@node01 arrived/);
    await expect(page.getByTestId('trace-clocks')).toContainText(/agree, ± \d+ µs \(by packets\)/);
    await expect(packets.filter({ hasText: 'Echo request' })).toHaveCount(6);
    await expect(packets.locator('[data-look="last"]')).toHaveCount(0);
    await page.screenshot({ path: 'test-results/trace-light.png' });
  });

  await test.step('a packet shows its bytes at the hop that was chosen', async () => {
    await page.getByRole('textbox', { name: 'Search packets' }).fill('request');
    await expect(page.getByTestId('trace-count')).toHaveText(/^6 of \d+ packets$/);
    // Either side may be the first to ask.
    const asked = packets.filter({ hasText: '10.1.0.4 → 10.1.0.5' }).first();
    await asked.locator('[data-look="passed"]').nth(2).click();
    await expect(page.getByTestId('capture-detail')).toContainText('at underlay eth1 on node01');
    await expect(page.getByTestId('capture-detail')).toContainText('VXLAN, VNI 10');
    await page.screenshot({ path: 'test-results/trace-detail.png' });
    await page.getByRole('textbox', { name: 'Search packets' }).fill('');
    await stopped();
  });

  await test.step('the file has an interface for each hop, and the same frames', async () => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('trace-download').click(),
    ]);
    expect(file.suggestedFilename()).toBe('microsoft@node01-microsoft@node02.pcapng');
    const run = await promisify(execFile)('tcpdump', ['-n', '-r', await file.path(), 'icmp']);
    // Twelve packets at six hops that are no underlay.
    expect(run.stdout.trim().split('\n')).toHaveLength(72);
  });

  await on('node02', 'bridge', 'link', 'set', 'dev', 'msft-vxl-10', 'state', '0');
  await test.step('lost ones were last seen where they are lost, each way', async () => {
    await page.getByTestId('trace-start').click();
    await expect(told).toContainText(
      /packets? from microsoft@node01 to microsoft@node02 (was|were) lost, last seen at VXLAN interface msft-vxl-10 on node02/,
    );
    await expect(told).toContainText(
      /packets? from microsoft@node02 to microsoft@node01 (was|were) lost, last seen at bridge msft-br on node02/,
    );
    await expect(packets.locator('[data-look="last"]').first()).toBeVisible();
    await page.screenshot({ path: 'test-results/trace-lost.png' });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: 'test-results/trace-dark.png' });
    await page.setViewportSize({ width: 420, height: 900 });
    await page.screenshot({ path: 'test-results/trace-narrow.png' });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
    await stopped();
  });

  await test.step('the command line says the same, and ends with 1', async () => {
    const ends = ['microsoft@node01', 'microsoft@node02'];
    const lost = await overlane(stack, ['trace', ...ends, '--echoes', '1', '--json']);
    expect(lost.status, lost.stderr).toBe(1);
    const { packets: rows } = JSON.parse(lost.stdout);
    expect(rows.find((row: { direction: string }) => row.direction === 'there')).toMatchObject({
      fate: 'lost',
      lastSeen: 'VXLAN interface msft-vxl-10 on node02',
    });
    await on('node02', 'bridge', 'link', 'set', 'dev', 'msft-vxl-10', 'state', '3');
    const path = join(stack.dataDir, 'both.pcapng');
    const well = await overlane(stack, ['trace', ...ends, '--protocol', 'icmp', '--pcapng', path]);
    expect(well).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('All of 6 packets from microsoft@node01 to microsoft@node02 arrived'),
    });
    const run = await promisify(execFile)('tcpdump', ['-n', '-r', path, 'icmp']);
    expect(run.stdout.trim().split('\n')).toHaveLength(72);
  });

  await test.step('who followed them is in the activity', async () => {
    await page.getByRole('tab', { name: /Activity/ }).click();
    await expect(page.getByRole('list', { name: 'Activity' })).toContainText(
      'followed everything between microsoft@node01 and microsoft@node02 in microsoft/default, with 3 echoes each way',
    );
  });
});
