import { readFileSync, writeFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { execInHost } from '../lab/lab';
import { overlane } from './support/command';
import { expectHealthy, signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ mode: 'serial', timeout: 300_000 });

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack({ hosts: 2, name: 'isolation' });
  const applied = await overlane(stack, ['apply', '-f', 'lab/seed.yaml']);
  expect(applied.status, applied.stderr).toBe(0);
});
test.afterAll(() => stack?.stop());

async function on(line: string): Promise<void> {
  const { status, stderr } = await execInHost({
    stateDir: stack.labDir,
    host: 'node01',
    argv: line.split(' '),
  });
  if (status !== 0) throw new Error(`${line}: ${stderr}`);
}

async function shots(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: `test-results/isolation-${name}-${scheme}.png` });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `test-results/isolation-${name}-narrow.png` });
  if (size) await page.setViewportSize(size);
}

test('tenants that are apart, and what happens on every page when somebody joins them', async ({ page }) => {
  const { stdout } = await overlane(stack, ['login-link']);
  await signIn(page, stdout.trim());
  await expectHealthy(page, 'microsoft', 'node01');
  const alarm = page.getByTestId('isolation-alarm');

  await test.step('apart, with what was checked', async () => {
    const answer = await overlane(stack, ['isolation', '--json']);
    expect(answer.status, answer.stderr).toBe(0);
    expect(JSON.parse(answer.stdout)).toMatchObject({
      verdict: 'apart',
      shared: [],
      checked: { tenants: 2 },
    });
    await page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: 'Isolation' }).click();
    await expect(page.getByTestId('isolation-verdict')).toHaveAttribute('data-verdict', 'apart');
    await expect(page.getByRole('region', { name: 'Hosts that were checked' })).toContainText('node02');
    await expect(alarm).toHaveCount(0);
  });

  await test.step('proven by packets, when somebody asks for it', async () => {
    const proof = page.getByTestId('isolation-proof');
    await page.getByTestId('isolation-prove').click();
    await expect(proof).toHaveAttribute('data-verdict', 'apart', { timeout: 30_000 });
    await expect(page.getByRole('region', { name: 'Tenants in the proof' })).toContainText(
      /microsoft.*its own frames arrived.*Apart/,
    );
    await shots(page, 'proven');
    await page.getByTestId('proof-hours').click();
    await page.getByRole('option', { name: 'Every 6 hours' }).click();
    await expect(proof).toContainText('next at');
  });

  await test.step('signed off: a report on paper, and a file in which any change is found', async () => {
    await page.getByTestId('isolation-sign-off').click();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('Remark').fill('Quarterly review of both tenants.');
    await page.screenshot({ path: 'test-results/isolation-sign-off.png' });
    await page.getByRole('button', { name: 'Sign and open it' }).click();
    const report = page.getByTestId('report');
    await expect(report).toContainText('Ada Lovelace');
    await expect(report.getByRole('region', { name: 'Result' })).toHaveAttribute('data-verdict', 'apart');
    await shots(page, 'report');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Signed JSON' }).click(),
    ]);
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('link', { name: 'Isolation' })).toBeHidden();
    await page.pdf({ path: 'test-results/isolation-report.pdf', preferCSSPageSize: true });
    await page.screenshot({ path: 'test-results/isolation-report-print.png', fullPage: true });
    await page.emulateMedia({ media: 'screen' });
    const file = await download.path();
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      verdict: 'apart',
      signedOff: { by: 'Ada Lovelace', remark: 'Quarterly review of both tenants.' },
      proof: { verdict: 'apart', pairs: { apart: 2, touching: 0, unproven: 0 } },
    });
    const right = await overlane(stack, ['isolation', 'verify', file]);
    expect(right.status, right.stderr).toBe(0);
    expect(right.stdout).toContain('as it was signed, by the key of this installation');
    const changed = `${file}.changed.json`;
    writeFileSync(changed, text.replace('Quarterly', 'quarterly'));
    expect((await overlane(stack, ['isolation', 'verify', changed])).status).toBe(1);
    await page.getByRole('link', { name: 'Isolation' }).click();
    await expect(page.getByRole('region', { name: 'Signed reports', exact: true }).last()).toContainText(
      'Ada Lovelace',
    );
  });

  await test.step('a veth pair between their bridges', async () => {
    await page.goto(`${stack.url}/hosts`);
    await expect(page.getByRole('heading', { name: 'Hosts', level: 1 })).toBeVisible();
    await on('ip link add name leak0 type veth peer name leak1');
    await on('ip link set dev leak0 master msft-br up');
    await on('ip link set dev leak1 master aapl-br up');
    await expect(alarm).toContainText('apple and microsoft touch on node01: the veth pair leak');
    await alarm.getByRole('link').click();
    await expect(page.getByTestId('isolation-verdict')).toHaveAttribute('data-verdict', 'touching');
    await expect(page.getByTestId('isolation-shared')).toContainText('ip link del dev leak');
    await page.getByTestId('isolation-prove').click();
    await expect(page.getByTestId('isolation-contacts')).toContainText(
      /past leak0 and leak1, which are nobody's/,
      {
        timeout: 30_000,
      },
    );
    await shots(page, 'contacts');
  });

  await test.step('the command line', async () => {
    const file = 'test-results/isolation-touching.json';
    const argv = ['isolation', '--probe', '--json', '--export', file, '--signed-by', 'Grace Hopper'];
    const answer = await overlane(stack, argv);
    expect(answer.status, answer.stderr).toBe(1);
    const { verdict, shared, checked, proof } = JSON.parse(answer.stdout);
    expect({ verdict, touching: shared.length, hosts: checked.hosts.length, proven: proof.verdict }).toEqual({
      verdict: 'touching',
      touching: 1,
      hosts: 2,
      proven: 'touching',
    });
    expect((await overlane(stack, ['isolation', 'verify', file])).status).toBe(0);
    const words = await overlane(stack, ['isolation']);
    expect(words.status).toBe(1);
    expect(words.stdout).toMatch(/node01# ip link del dev leak/);
  });

  await test.step('a port in the wrong bridge is put back by the button', async () => {
    await on('ip link set dev aapl-veth0 master msft-br');
    const moved = page
      .getByTestId('isolation-shared')
      .filter({ hasText: 'aapl-veth0 of apple is a port of msft-br' });
    await expect(moved).toBeVisible();
    await moved.getByTestId('isolation-repair').click();
    await expect(moved).toHaveCount(0);
  });

  await test.step('on the wall', async () => {
    const wall = await page.context().newPage();
    await wall.setViewportSize({ width: 1920, height: 1080 });
    await wall.goto(`${stack.url}/ops`);
    await expect(wall.getByTestId('isolation-alarm')).toContainText('apple and microsoft touch', {
      timeout: 30_000,
    });
    await wall.screenshot({ path: 'test-results/isolation-wall.png' });
    await wall.close();
  });

  await test.step('gone when it is put right, and told in the activity', async () => {
    await on('ip link del dev leak0');
    await expect(page.getByTestId('isolation-verdict')).toHaveAttribute('data-verdict', 'apart');
    await expect(alarm).toHaveCount(0);
    await page.goto(`${stack.url}/activity`);
    await expect(page.getByText(/no longer so: apple and microsoft touch/).first()).toBeVisible({
      timeout: 30_000,
    });
    expect((await overlane(stack, ['isolation'])).status).toBe(0);
  });
});
