import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { execInHost } from '../lab/lab';
import { missingInHosts } from '../lab/obstacle';
import { waitUntil } from '../lab/wait';
import { kernelState } from '../lab/witness/kernel-state';
import { overlane } from './support/command';
import { apply, expectHealthy, hostCard, lane, signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

const HOSTS = ['node01', 'node02'];
const TENANTS = ['microsoft', 'apple'];

let stack: Stack;
const at = (host: string) => ({ stateDir: stack.labDir, host });

async function typed(host: string, script: string): Promise<void> {
  const { status, stderr } = await execInHost({ ...at(host), argv: ['sh', '-e'], stdio: { input: script } });
  if (status !== 0) throw new Error(`${host}: ${stderr}`);
}

/** Link-local addresses are tentative for a while (RFC 4862); then a host at rest is the same at each look. */
async function restingState(host: string): Promise<string> {
  let last = '';
  const rests = await waitUntil(
    async () => {
      const now = await kernelState(at(host));
      const same = now === last && !now.includes('tentative');
      last = now;
      return same;
    },
    { everyMs: 300, atMostMs: 20_000 },
  );
  expect(rests).toBe(true);
  return last;
}

test.beforeAll(async () => {
  stack = await startStack({ hosts: 2, name: 'adopt' });
});
test.afterAll(() => stack?.stop());

test('what was built by hand is found, adopted as it is, and given back', async ({ page }) => {
  test.skip(
    missingInHosts().some(({ program }) => ['brctl', 'sudo'].includes(program)),
    'the seed needs brctl and sudo on the hosts',
  );
  for (const host of HOSTS) await typed(host, readFileSync(`lab/fixtures/seed-${host}.sh`, 'utf8'));
  // Somebody else's things, which are no tenant.
  await typed('node02', 'ip link add name docker0 type bridge\nip netns add empty\n');
  const before = await Promise.all(HOSTS.map(restingState));

  await test.step('the command line prints it as a fabric file', async () => {
    await expect
      .poll(async () => (await overlane(stack, ['adopt'])).stdout, { timeout: 20_000 })
      .toMatch(/^# apple: can be adopted$[\s\S]*^# microsoft: can be adopted$/m);
    const { stdout, status } = await overlane(stack, ['adopt']);
    expect(status).toBe(0);
    expect(stdout).toContain('- { host: node01, network: default, address: 10.1.0.4 }');
    expect(stdout).toContain("docker0 on node02 is Docker's");
    const none = await overlane(stack, ['adopt', '--yes', 'google']);
    expect(none.status).toBe(1);
    expect(none.stderr).toContain('found were: apple, microsoft');
  });

  await test.step('the canvas tells of it, and the dialog shows what was understood', async () => {
    await signIn(page, stack.signInLink);
    for (const host of HOSTS) await expect(hostCard(page, host)).toContainText('ready');
    await expect(page.getByTestId('adopt-banner')).toContainText('2 tenants were built by hand');
    await page.screenshot({ path: 'test-results/adopt-canvas.png' });
    await page.getByTestId('adopt-banner').getByRole('button', { name: 'Look' }).click();
    for (const tenant of TENANTS) {
      await expect(page.getByTestId(`found-${tenant}`)).toHaveAttribute('data-adoptable', 'true');
      await expect(page.getByTestId(`found-${tenant}`)).toContainText('10.1.0.4/24');
    }
    await page.screenshot({ path: 'test-results/adopt-dialog.png' });
    await page.getByTestId('found-apple').getByText('How it was recognised').click();
    await page.getByTestId('found-apple').getByText('Stays as it was found').click();
    await page.screenshot({ path: 'test-results/adopt-dialog-open.png' });
  });

  await test.step('one is chosen, and the other left', async () => {
    await page.getByRole('checkbox', { name: 'microsoft' }).uncheck();
    await expect(page.getByTestId('adopt-summary')).toHaveText(/Writes 10 owner marks on 2 hosts/);
    await page.getByRole('checkbox', { name: 'microsoft' }).check();
    await expect(page.getByTestId('adopt-summary')).toHaveText(/Writes 20 owner marks on 2 hosts/);
  });

  await test.step('adopted, both are healthy lanes', async () => {
    await page.getByTestId('adopt').click();
    for (const tenant of TENANTS) for (const host of HOSTS) await expectHealthy(page, tenant, host);
    await expect(page.getByTestId('adopt-banner')).toHaveCount(0);
    await page.screenshot({ path: 'test-results/adopt-adopted.png' });
    const after = await Promise.all(HOSTS.map((host) => kernelState(at(host))));
    const marks = after.join('\n').match(/alias overlane:[a-z0-9]+:[a-z0-9.]+:adopted/g);
    expect(marks).toHaveLength(20);
  });

  await test.step('the tenants say that they were adopted', async () => {
    await page.getByRole('link', { name: 'Tenants', exact: true }).click();
    for (const tenant of TENANTS) {
      await expect(page.getByTestId(`tenant-${tenant}`)).toContainText('adopted');
      await expect(page.getByTestId(`tenant-${tenant}`)).toContainText('as found');
    }
    await page.screenshot({ path: 'test-results/adopt-tenants.png' });
    await page.getByRole('link', { name: 'Topology', exact: true }).click();
  });

  await test.step('undone, everything is there as before, without a mark', async () => {
    await page.keyboard.press('ControlOrMeta+z');
    for (const tenant of TENANTS) {
      await expect(lane(page, tenant, 'node01')).toHaveAttribute('data-ghost', 'removed');
    }
    await apply(page);
    await expect(page.locator('[data-testid^="lane-"]')).toHaveCount(0, { timeout: 30_000 });
    await expect
      .poll(() => Promise.all(HOSTS.map((host) => kernelState(at(host)))), { timeout: 30_000 })
      .toEqual(before);
  });

  await test.step('the command line adopts it again, and waits', async () => {
    const { status, stdout } = await overlane(stack, ['adopt', '--yes']);
    expect(stdout).toContain('adopted apple, microsoft');
    expect(status).toBe(0);
    for (const tenant of TENANTS) for (const host of HOSTS) await expectHealthy(page, tenant, host);
    expect((await overlane(stack, ['adopt', '--yes'])).stdout).toContain('nothing was changed');
  });
});
