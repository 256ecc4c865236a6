import { expect, test } from '@playwright/test';
import { execInHost } from '../lab/lab';
import { waitUntil } from '../lab/wait';
import { capture, frameHolds } from '../lab/witness/capture';
import { kernelState, namespaces } from '../lab/witness/kernel-state';
import {
  apply,
  dragNewTenant,
  expectHealthy,
  extendTenant,
  hostCard,
  lane,
  ping,
  signIn,
} from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ mode: 'serial', timeout: 300_000 });

let stack: Stack;
const HOSTS = ['node01', 'node02'];
const TENANTS = ['microsoft', 'apple'];
const at = (host: string) => ({ stateDir: stack.labDir, host });

async function on(host: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ ...at(host), argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}`);
  return stdout;
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
  stack = await startStack({ hosts: 2, name: 'seed' });
});
test.afterAll(() => stack?.stop());

test("the seed's network is drawn, built, tried, proven apart and undone", async ({ page }) => {
  // Somebody else's things on the hosts: they must not be seen to move.
  await on('node01', 'ip', 'netns', 'add', 'theirs');
  await on('node02', 'ip', 'link', 'add', 'name', 'their-br', 'type', 'bridge');
  await on('node02', 'ip', 'link', 'set', 'dev', 'their-br', 'up');
  const before = await Promise.all(HOSTS.map(restingState));

  await test.step('sign in: two hosts, ready and empty', async () => {
    await signIn(page, stack.signInLink);
    for (const host of HOSTS) await expect(hostCard(page, host)).toContainText('ready');
    await expect(page.locator('[data-testid^="lane-"]')).toHaveCount(0);
  });

  await test.step('drag both tenants onto both hosts: ghosts, and nothing on the hosts', async () => {
    for (const tenant of TENANTS) {
      await dragNewTenant(page, tenant, 'node01');
      await extendTenant(page, tenant, 'node02');
    }
    await page.screenshot({ path: 'test-results/seed-draft.png' });
    expect(await Promise.all(HOSTS.map((host) => kernelState(at(host))))).toEqual(before);
  });

  await test.step('the plan shows the exact commands of each host', async () => {
    await page.getByRole('tab', { name: /Plan/ }).click();
    await expect(page.getByTestId('plan')).toContainText('msft-vxl-10');
  });

  await test.step('apply: healthy on both hosts', async () => {
    await apply(page);
    for (const tenant of TENANTS) for (const host of HOSTS) await expectHealthy(page, tenant, host);
    await page.screenshot({ path: 'test-results/seed-applied.png' });
    expect(await namespaces(at('node01'))).toEqual(['apple', 'microsoft', 'theirs']);
  });

  await test.step('ping in both tenants without a loss', async () => {
    for (const tenant of TENANTS) expect(await ping(page, `${tenant}@node01`, '10.1.0.5', 5)).toBe('0 %');
    await page.screenshot({ path: 'test-results/seed-pinged.png' });
  });

  await test.step('no frame crosses between tenants, nor between a tenant and its host', proveApart);

  await test.step('undo all: the hosts are as before', async () => {
    await page.keyboard.press('ControlOrMeta+z');
    for (const tenant of TENANTS) {
      await expect(lane(page, tenant, 'node01')).toHaveAttribute('data-ghost', 'removed');
    }
    await apply(page);
    await expect(page.locator('[data-testid^="lane-"]')).toHaveCount(0, { timeout: 30_000 });
    await expect.poll(() => namespaces(at('node01')), { timeout: 20_000 }).toEqual(['theirs']);
    await expect.poll(() => namespaces(at('node02')), { timeout: 20_000 }).toEqual([]);
    expect(await Promise.all(HOSTS.map(restingState))).toEqual(before);
  });
});

/** A probe that carries a mark which nobody can guess, with captures wherever it must not be seen, and where it must. */
async function proveApart(): Promise<void> {
  for (const [tenant, other] of [
    ['microsoft', 'apple'],
    ['apple', 'microsoft'],
  ] as const) {
    const prefix = { microsoft: 'msft', apple: 'aapl' };
    const mark = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
    const places = HOSTS.flatMap((host) => [
      ...[`${prefix[other]}-br`, `${prefix[other]}-vxl-${other === 'microsoft' ? 10 : 20}`, 'eth0', 'lo'].map(
        (device) => ({ ...at(host), namespace: null, device }),
      ),
      { ...at(host), namespace: other, device: `${prefix[other]}-veth1` },
    ]);
    const own = await capture({ ...at('node02'), namespace: tenant, device: `${prefix[tenant]}-veth1` });
    const foreign = await Promise.all(places.map(capture));
    const probe = (...words: string[]) =>
      execInHost({
        ...at('node01'),
        argv: [
          'ip',
          'netns',
          'exec',
          tenant,
          'ping',
          '-n',
          '-c',
          '3',
          '-i',
          '0.2',
          '-W',
          '1',
          '-p',
          mark,
          ...words,
        ],
      });
    // To its own neighbour, to the address that both tenants have, to all (broadcast), and to the host's addresses.
    expect((await probe('10.1.0.5')).status).toBe(0);
    await probe('-b', '10.1.0.255');
    await probe('10.1.0.99');
    await probe('10.10.10.10');
    expect((await probe('198.18.0.1')).status).not.toBe(0);
    // The positive control first: the mark was sent, and a capture sees it.
    const ownFrames = await own.stop();
    expect(ownFrames.filter((frame) => frameHolds(frame, mark)).length).toBeGreaterThanOrEqual(3);
    const strangers = (await Promise.all(foreign.map((one) => one.stop()))).flat();
    expect(strangers.filter((frame) => frameHolds(frame, mark))).toEqual([]);
  }
}
