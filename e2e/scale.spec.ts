import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { goTo, mounted, settled } from '../bench/support/graph/console-page';
import { hostName } from '../bench/support/memory/fabric';
import { type MemoryStack, startMemoryStack } from '../bench/support/memory/stack';
import type { Level } from '../components/topology/graph/level';

test.describe.configure({ mode: 'serial', timeout: 300_000 });

let stack: MemoryStack;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  stack = await startMemoryStack({ hosts: 200, each: 10, span: 20 }, 'scale');
});
test.afterAll(() => stack?.stop());

test('200 hosts with ten tenants each are drawn with little, found, filtered and listed', async ({
  page,
}) => {
  const box = page.getByTestId('canvas');
  const count = page.getByTestId('filter-summary');

  await test.step('every host is built, over the whole loop', async () => {
    if (!stack.signInLink) throw new Error('the product wrote no sign-in link');
    await page.goto(stack.signInLink, { timeout: 120_000 });
    await expect(page.getByText('200 hosts ready')).toBeVisible({ timeout: 120_000 });
    await expect(page.getByText('100 tenants healthy')).toBeVisible({ timeout: 200_000 });
    await expect(count).toHaveText('200 hosts · 100 tenants · 19,000 tunnels');
  });

  for (const level of ['map', 'far', 'middle', 'near', 'close'] satisfies Level[]) {
    await test.step(`${level}: at most 300 things and 400 lines are mounted`, async () => {
      await goTo(page, level);
      await expect(box).toHaveAttribute('data-level', level);
      const { nodes, lanes, devices, lines } = await mounted(page);
      expect(nodes).toBeGreaterThan(0);
      expect(nodes + lanes + devices).toBeLessThanOrEqual(300);
      expect(lines).toBeLessThanOrEqual(400);
      await page.screenshot({ path: `test-results/scale-${level}.png` });
    });
  }

  await test.step('what is searched for is gone to, near enough to be read', async () => {
    await page.getByRole('button', { name: 'Fit all hosts' }).click();
    await settled(page);
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type(hostName(149));
    await page
      .getByRole('option', { name: new RegExp(`^${hostName(149)}`) })
      .first()
      .click();
    await expect(page.getByTestId(`host-${hostName(149)}`)).toBeInViewport();
    await expect(box).not.toHaveAttribute('data-level', 'map');
    await page.getByRole('button', { name: 'Fit all hosts' }).click();
    await settled(page);
  });

  await test.step('a host that is pointed at shows its tunnels, one line to each other host', async () => {
    await page.keyboard.press('Escape');
    await page.getByTestId(`host-${hostName(30)}`).hover();
    const fan = box.locator(`[data-key^="over:"]`);
    await expect(fan.first()).toBeAttached();
    expect(await fan.count()).toBeLessThanOrEqual(400);
    await page.mouse.move(5, 5);
    await expect(fan).toHaveCount(0);
  });

  await test.step('filters narrow what is drawn', async () => {
    await page.getByTestId('filter-text').fill('microsoft');
    await expect(count).toHaveText(/^\d+ of 200 hosts · 140 of 2000 lanes$/);
    await expect(box.locator('.react-flow__node')).not.toHaveCount(200);
    await page.getByTestId('filter-text').fill(`${hostName(11)} vni`);
    await expect(box.locator('.react-flow__node')).toHaveCount(1);
    await page.getByTestId('filter-text').fill('');
    await expect(count).toHaveText(/^200 hosts/);
  });

  await test.step('a lens shows one part of it, and leaves every host where it is', async () => {
    await page.getByRole('button', { name: 'Underlay' }).click();
    await expect(count).toHaveText(/200 hosts/);
    await page.getByRole('button', { name: /^Fabric/ }).click();
  });

  await test.step('a change on one host shows there, and a filter by health finds it', async () => {
    await stack.onHost(hostName(41), 'ip', 'link', 'set', 'dev', 'eth1', 'down');
    await page.getByTestId('filter-menu').click();
    await page.getByTestId('filter-health').click();
    await page.getByRole('option', { name: 'Anything but healthy' }).click();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId(`host-${hostName(41)}`)).toBeAttached({ timeout: 30_000 });
    await stack.onHost(hostName(41), 'ip', 'link', 'set', 'dev', 'eth1', 'up');
    await expect(count).toHaveText('0 of 200 hosts · 0 of 2000 lanes', { timeout: 30_000 });
    await page.getByRole('button', { name: 'Do not filter by Anything but healthy' }).click();
  });

  await test.step('the table lists the same, sorted, and mounts only what is seen', async () => {
    await page.getByTestId('as-table').click();
    await expect(page.getByTestId('table-count')).toHaveText('2000 rows');
    expect(await page.locator('tr[data-row]').count()).toBeLessThan(80);
    await page.getByRole('button', { name: 'Host', exact: true }).last().click();
    await expect(page.locator('tr[data-row]').first()).toContainText(hostName(199));
    await page.getByRole('button', { name: 'Interfaces' }).click();
    await expect(page.getByTestId('table-count')).toHaveText('8000 interfaces');
    await page.locator('tr[data-row]').first().hover();
    await page.locator('tr[data-row]').first().getByRole('button', { name: 'Show on the graph' }).click();
    await expect(page.getByTestId(`host-${hostName(0)}`)).toBeInViewport();
    await expect(box).toHaveAttribute('data-level', /near|close/);
  });

  await test.step('arranging puts hosts that share tenants together, in a worker of its own', async () => {
    const worker = page.waitForEvent('worker');
    await page.getByRole('button', { name: /^Arrange hosts/ }).click();
    await worker;
    await expect(page.getByRole('button', { name: /^Arrange hosts/ })).toBeVisible({ timeout: 60_000 });
    await settled(page);
    await expect(page.getByText('The hosts could not be arranged')).toHaveCount(0);
  });
});

test('nothing of hosts in memory is in the product as it is built', async () => {
  const files = (await readdir('.next', { recursive: true, withFileTypes: true })).filter(
    (entry) =>
      entry.isFile() && /^\.next\/(server|static)\b/.test(entry.parentPath) && /\.m?js$/.test(entry.name),
  );
  expect(files.length).toBeGreaterThan(20);
  const found: string[] = [];
  for (const file of files) {
    const text = await readFile(join(file.parentPath, file.name), 'utf8');
    // Of its runner and its kernel: texts that no minifier takes away.
    if (text.includes('a host in memory runs no') || text.includes('is duplicate, or "'))
      found.push(file.name);
  }
  expect(found).toEqual([]);
});
