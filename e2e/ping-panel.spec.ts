import { expect, type Page, test } from '@playwright/test';
import { execInHost } from '../lab/lab';
import { overlane } from './support/command';
import { expectHealthy, lane, signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ mode: 'serial', timeout: 180_000 });

let stack: Stack;
let page: Page;
test.beforeAll(async ({ browser }) => {
  stack = await startStack({ hosts: 2, name: 'ping-panel' });
  const applied = await overlane(stack, ['apply', '-f', 'lab/seed.yaml']);
  expect(applied.status, applied.stderr).toBe(0);
  page = await (await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })).newPage();
  await signIn(page, stack.signInLink);
  await expectHealthy(page, 'microsoft', 'node01');
});
test.afterAll(async () => {
  await page?.context().close();
  await stack?.stop();
});

async function on(host: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ stateDir: stack.labDir, host, argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}`);
  return stdout;
}

const theme = () => page.getByRole('button', { name: 'Switch between light and dark' }).click();

async function pictures(name: string): Promise<void> {
  await page.screenshot({ path: `test-results/${name}-light.png` });
  await theme();
  await expect(page.locator('html')).toHaveClass(/dark/);
  await page.screenshot({ path: `test-results/${name}-dark.png` });
  await theme();
  await expect(page.locator('html')).not.toHaveClass(/dark/);
}

async function chooseEnds(target: string): Promise<void> {
  await page.getByRole('tab', { name: /Ping/ }).click();
  await page.getByTestId('ping-from').click();
  await page.getByRole('option', { name: 'microsoft@node01' }).click();
  await page.getByTestId('ping-target').fill(target);
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: /Every/ }).fill('0.2');
}

test('several pings run at once, each with its chart, its loss, its command, and its Stop', async () => {
  await chooseEnds('10.1.0.5');
  await page.getByRole('textbox', { name: 'Count' }).fill('500');
  await page.getByTestId('ping-start').click();
  await expect(page.getByTestId('rtt-chart').locator('canvas')).toBeVisible();
  await expect(page.getByTestId('ping-lines')).toContainText('icmp_seq=25', { timeout: 20_000 });
  await expect(page.getByTestId('ping-loss')).toHaveText('0 %');

  await test.step('a second one to where nobody is shows its loss while it runs', async () => {
    await page.getByTestId('ping-target').fill('10.1.0.99');
    await page.keyboard.press('Escape');
    await page.getByTestId('ping-start').click();
    await expect(page.getByTestId('ping-lines')).toContainText('no answer yet for icmp_seq=3');
    await expect(page.getByTestId('ping-loss')).toHaveText('100 %');
    await pictures('ping-lost');
  });

  await test.step('the command is the one that runs on the host', async () => {
    await page.getByRole('button', { name: 'Copy command' }).click();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    expect(command).toBe('ip netns exec microsoft ping -n -O -c 500 -i 0.2 -s 56 -W 2 -- 10.1.0.99');
    expect(await on('node01', 'ps', '-ww', '-e', '-o', 'args=')).toContain(
      command.replace('ip netns exec microsoft ', ''),
    );
  });

  await test.step('the first still runs, and each is stopped by itself', async () => {
    await page.getByRole('button', { name: /10\.1\.0\.5.*running/ }).click();
    await expect(page.getByTestId('ping-loss')).toHaveText('0 %');
    await pictures('ping-running');
    await page.getByTestId('ping-stop').click();
    await expect(page.getByTestId('ping-lines')).toContainText('Stopped');
    await page.getByRole('button', { name: /10\.1\.0\.99.*running/ }).click();
    await page.getByTestId('ping-stop').click();
    await expect
      .poll(() => on('node01', 'ps', '-ww', '-e', '-o', 'args='), { timeout: 8_000 })
      .not.toContain('ping -n -O -c 500');
  });
});

test('the largest packet that passes is found, also where the tunnel was lowered by hand', async () => {
  await chooseEnds('10.1.0.5');
  await page.getByTestId('sweep-start').click();
  await expect(page.getByTestId('sweep-largest')).toHaveText('1450 B', { timeout: 20_000 });
  await expect(page.getByTestId('sweep-sentence')).toContainText('all that msft-veth1 takes');
  await expect(page.getByTestId('sweep-steps').getByRole('row')).toHaveCount(3);

  await on('node01', 'ip', 'link', 'set', 'dev', 'msft-vxl-10', 'mtu', '1380');
  await page.getByTestId('sweep-start').click();
  await expect(page.getByTestId('sweep-sentence')).toContainText('larger ones vanish', { timeout: 40_000 });
  await expect(page.getByTestId('sweep-largest')).toHaveText(/138[04] B/);
  await pictures('sweep');

  const said = await overlane(stack, ['mtu', 'microsoft@node01', 'microsoft@node02', '--json']);
  expect(said.status).toBe(1);
  expect(JSON.parse(said.stdout)).toMatchObject({ deviceMtu: 1450, limit: 'path', sign: 'silence' });
});

test('the network’s inspector measures what its underlay carries, names what differs, and repairs it', async () => {
  await lane(page, 'microsoft', 'node01').click();
  await page.getByTestId('mtu-measure').click();
  const section = page.getByTestId('mtu-section');
  await expect(section).toContainText('has an MTU of 1380 instead of 1450');
  await expect(section).toContainText('msft-vxl-10');
  await section.scrollIntoViewIfNeeded();
  await pictures('mtu');
  const bad = await overlane(stack, ['mtu', 'microsoft', '--json']);
  expect(bad.status).toBe(1);
  expect(JSON.parse(bad.stdout)).toMatchObject({ verdict: 'drifted', right: 1450 });
  await section.getByRole('button', { name: /^Repair/ }).click();
  await expect
    .poll(() => on('node01', 'ip', '-o', 'link', 'show', 'dev', 'msft-vxl-10'))
    .toContain('mtu 1450');
  await page.getByTestId('mtu-measure').click();
  await expect(section).toContainText('1450 is right: the underlay carries 1500 bytes');
  const good = await overlane(stack, ['mtu', 'microsoft/default']);
  expect(good.status, good.stdout).toBe(0);
});

test('the matrix fills while it runs, both ways, and tells of loss', async () => {
  await page.getByRole('tab', { name: 'Matrix' }).click();
  await page.getByTestId('matrix-network').click();
  await page.getByRole('option', { name: /microsoft/ }).click();
  await page.getByTestId('matrix-start').click();
  await expect(page.getByTestId('matrix-progress')).toContainText('2 of 2 pairs, no loss', {
    timeout: 20_000,
  });
  await expect(page.getByTestId('matrix-map').locator('[data-state=carried]')).toHaveCount(2);
  await pictures('matrix');

  await on('node02', 'ip', 'link', 'set', 'dev', 'msft-vxl-10', 'down');
  await page.getByTestId('matrix-start').click();
  await expect(page.getByTestId('matrix-progress')).toContainText('2 with loss', { timeout: 20_000 });
  await expect(page.getByTestId('matrix-map').locator('[data-state=lost]')).toHaveCount(2);
  await page.getByTestId('matrix-map').locator('[data-state=lost]').first().hover();
  await expect(page.getByTestId('matrix-cell')).toContainText('nothing of 3 packets came back');
  const lost = await overlane(stack, ['matrix', 'microsoft', '--count', '1', '--json']);
  expect(lost.status).toBe(1);
  expect(JSON.parse(lost.stdout)).toMatchObject({ asked: 2, lost: 2 });
  await on('node02', 'ip', 'link', 'set', 'dev', 'msft-vxl-10', 'up');
});

test('what was found stays for who comes after: a viewer sees it, and can start nothing', async ({
  browser,
}) => {
  await page.getByTestId('matrix-repeat').click();
  await page.getByRole('option', { name: 'Every 5 min' }).click();
  await expect(page.getByTestId('matrix-repeat')).toContainText('Every 5 min');
  await page.goto(`${stack.url}/settings`);
  const form = page.getByRole('form', { name: 'Add a user' });
  await form.getByLabel('Name').fill('vera');
  await form.getByLabel('Role').click();
  await page.getByRole('option', { name: /^viewer/ }).click();
  await form.getByRole('button', { name: 'Add' }).click();
  const link = await page.getByText(/login\/link\?token=/).textContent();

  const viewer = await (await browser.newContext()).newPage();
  await signIn(viewer, link);
  await expect(viewer.getByTestId('apply')).toHaveCount(0);
  await expect(viewer.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
  await expect(viewer.getByTestId('palette-tenant')).toHaveCount(0);
  // Where there are no actions there is no way to a menu either.
  await expect(lane(viewer, 'microsoft', 'node01')).toBeVisible();
  await expect(viewer.getByRole('button', { name: /^Actions/ })).toHaveCount(0);
  await viewer.getByRole('tab', { name: 'Matrix' }).click();
  await expect(viewer.getByTestId('matrix-kept')).toContainText('2 pairs, no loss');
  await expect(viewer.getByTestId('matrix-kept')).toContainText('by the schedule');
  await expect(viewer.getByTestId('matrix-map').locator('[data-state=carried]')).toHaveCount(2);
  await expect(viewer.getByTestId('matrix-start')).toBeDisabled();
  await expect(viewer.getByTestId('matrix-repeat')).toBeDisabled();
  await expect(viewer.getByTestId('matrix-repeat')).toContainText('Every 5 min');
  await viewer.screenshot({ path: 'test-results/viewer-matrix.png' });
  await viewer.getByRole('tab', { name: /Ping/ }).click();
  await expect(viewer.getByTestId('ping-start')).toBeDisabled();
  await expect(viewer.getByTestId('result-list')).toContainText('10.1.0.99');
  await viewer.screenshot({ path: 'test-results/viewer-ping.png' });
  await viewer.context().close();
  await page.goto(stack.url);
});

test('a narrow window holds all of it', async () => {
  await page.setViewportSize({ width: 420, height: 860 });
  await page.goto(stack.url);
  const fits = async () => {
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  };
  await page.getByRole('tab', { name: 'Matrix' }).click();
  await page.getByTestId('matrix-start').click();
  await expect(page.getByTestId('matrix-progress')).toContainText('2 of 2 pairs', { timeout: 20_000 });
  await fits();
  await page.screenshot({ path: 'test-results/matrix-narrow.png' });
  await page.getByRole('tab', { name: /Ping/ }).click();
  await page.getByTestId('ping-start').click();
  await expect(page.getByTestId('ping-lines')).toContainText('icmp_seq=3');
  await fits();
  await page.screenshot({ path: 'test-results/ping-narrow.png' });
  await page.getByTestId('ping-stop').click();
});
