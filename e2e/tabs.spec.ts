import { expect, type Page, test } from '@playwright/test';
import { overlane } from './support/command';
import { expectHealthy, lane, ping, signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

/** More than the six connections that a browser allows to one origin over HTTP/1.1. */
const TABS = 8;

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack({ hosts: 2, name: 'tabs' });
});
test.afterAll(() => stack?.stop());

test('eight tabs that are all visible show a change, and requests of each still get through', async ({
  page,
}) => {
  const applied = await overlane(stack, ['apply', '-f', 'lab/seed.yaml']);
  expect(applied.status, applied.stderr).toBe(0);
  await signIn(page, stack.signInLink);
  const tabs: Page[] = [page];
  while (tabs.length < TABS) tabs.push(await page.context().newPage());
  await test.step('every tab has the fabric', async () => {
    for (const tab of tabs.slice(1)) await tab.goto(stack.url);
    for (const tab of tabs) await expectHealthy(tab, 'microsoft', 'node01');
  });
  await test.step('a tenant that somebody removes is gone in every tab', async () => {
    const { stdout } = await overlane(stack, ['export']);
    const less = await overlane(stack, ['apply', '-f', '-'], withoutApple(stdout));
    expect(less.status, less.stderr).toBe(0);
    for (const tab of tabs) await expect(lane(tab, 'apple', 'node01')).toHaveCount(0);
  });
  await test.step('requests of all tabs at once are answered', async () => {
    const answers = await Promise.all(
      tabs.map((tab) => tab.evaluate(async () => (await fetch('/api/trpc/session.me')).status)),
    );
    expect(answers).toEqual(Array(TABS).fill(200));
  });
  await test.step('so they are while pings run in several of them', async () => {
    const losses = await Promise.all(
      tabs.slice(0, 3).map((tab) => ping(tab, 'microsoft@node01', '10.1.0.5', 5)),
    );
    expect(losses).toEqual(['0 %', '0 %', '0 %']);
    await Promise.all(tabs.map((tab) => tab.goto(`${stack.url}/activity`)));
    for (const tab of tabs) {
      // Eight pages are drawn at once.
      await expect(tab.getByText('pinged').first()).toBeVisible({ timeout: 60_000 });
    }
  });
});

function withoutApple(file: string): string {
  const lines = file.split('\n');
  const from = lines.findIndex((line) => /^ {2}apple:/.test(line));
  const to = lines.findIndex((line, i) => i > from && !/^ {3,}/.test(line));
  lines.splice(from, (to === -1 ? lines.length : to) - from);
  return lines.join('\n');
}
