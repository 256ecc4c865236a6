import { execFile } from 'node:child_process';
import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { cutHost, execInHost, mendHost } from '../lab/lab';
import { overlane } from './support/command';
import { hostCard, signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ mode: 'serial', timeout: 180_000 });

let stack: Stack;
/** A sign-in link works once: the tests are tabs of one browser. */
let context: BrowserContext;
test.beforeAll(async ({ browser }) => {
  stack = await startStack({ hosts: 2, name: 'capture' });
  const applied = await overlane(stack, ['apply', '-f', 'lab/seed.yaml']);
  expect(applied.status, applied.stderr).toBe(0);
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await signIn(page, stack.signInLink);
  await page.close();
});
test.afterAll(async () => {
  await context?.close();
  await stack?.stop();
});

async function openConsole(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(stack.url);
  await expect(page.getByTestId('apply')).toBeVisible();
  return page;
}

async function on(host: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ stateDir: stack.labDir, host, argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}`);
  return stdout;
}

const ping = (...more: string[]) =>
  on('node01', 'ip', 'netns', 'exec', 'microsoft', 'ping', '-n', '-c', '4', '-i', '0.2', ...more, '10.1.0.5');

async function choose(page: Page, what: string, option: RegExp | string): Promise<void> {
  await page.getByTestId(what).click();
  await page.getByRole('option', { name: option }).first().click();
}

const frames = (page: Page) => page.getByTestId('capture-frames').getByRole('row', { selected: false });
const processes = () => on('node01', 'ps', '-ww', '-e', '-o', 'args=');

test('a person captures pings between two endpoints, looks into one and downloads them', async () => {
  const page = await openConsole();
  await page.getByRole('tab', { name: 'Capture' }).click();

  await test.step('nothing that no packet can be is sent to a host', async () => {
    await choose(page, 'capture-protocol', 'ICMP');
    await page.getByRole('textbox', { name: 'Port' }).fill('80');
    await page.getByTestId('capture-start').click();
    await expect(page.getByRole('form', { name: 'Capture' })).toContainText('ICMP has no ports');
    await page.getByRole('textbox', { name: 'Port' }).fill('');
  });

  await test.step('frames appear as they pass', async () => {
    await choose(page, 'capture-place', 'msft-veth1 in microsoft@node01');
    await page.getByTestId('capture-start').click();
    await expect(page.getByTestId('capture-state')).toContainText('at most');
    await ping();
    await expect(page.getByTestId('capture-count')).toContainText('8 frames');
    await expect(frames(page).filter({ hasText: 'Echo request' })).toHaveCount(4);
    await page.getByRole('textbox', { name: 'Search frames' }).fill('seq 3');
    await expect(page.getByTestId('capture-count')).toContainText('2 of 8');
    await page.getByRole('textbox', { name: 'Search frames' }).fill('');
  });

  await test.step('a pause holds the page, not the capture', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await ping();
    await expect(page.getByTestId('capture-count')).toContainText('8 since the pause');
    await expect(frames(page)).toHaveCount(9);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(frames(page)).toHaveCount(17);
  });

  await test.step('a field shows its bytes', async () => {
    await frames(page).filter({ hasText: 'Echo request' }).first().click();
    await page.getByTestId('capture-detail').getByRole('button', { name: 'Destination 10.1.0.5' }).click();
    await expect(page.getByTestId('capture-bytes').locator('[data-marked]')).toHaveText([
      '0a',
      '01',
      '00',
      '05',
    ]);
    await page.screenshot({ path: 'test-results/capture-light.png' });
  });

  await test.step('where there is no Wireshark, it is said how to add it', async () => {
    const dissectors = page.getByRole('group', { name: 'Dissected by' });
    await dissectors.getByRole('button', { name: 'Wireshark' }).click();
    await expect(page.getByTestId('capture-detail')).toContainText(
      'npm install --prefix .overlane/wireshark',
    );
    await page.screenshot({ path: 'test-results/capture-no-wireshark.png' });
    await dissectors.getByRole('button', { name: 'Headers' }).click();
    await expect(page.getByTestId('capture-detail')).toContainText('Destination');
  });

  await test.step('as tcpdump prints them', async () => {
    await page.getByRole('button', { name: 'tcpdump' }).click();
    await expect(page.getByTestId('capture-frames')).toContainText(
      /ethertype IPv4 \(0x0800\), length 98: 10\.1\.0\.4 > 10\.1\.0\.5: ICMP echo request, id \d+, seq 1, length 64/,
    );
    await page.screenshot({ path: 'test-results/capture-lines.png' });
    await page.getByRole('group', { name: 'Show as' }).getByRole('button', { name: 'Table' }).click();
  });

  await test.step('stopped, it says what was dropped', async () => {
    await page.getByTestId('capture-stop').click();
    await expect(page.getByTestId('capture-state')).toHaveText('Stopped · none dropped');
  });

  await test.step('the file holds the same frames', async () => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('capture-download').click(),
    ]);
    expect(file.suggestedFilename()).toBe('msft-veth1-of-microsoft@node01.pcapng');
    const path = await file.path();
    const { stdout } = await promisify(execFile)('tcpdump', ['-n', '-r', path, 'icmp']);
    expect(stdout.trim().split('\n')).toHaveLength(16);
  });

  await test.step('it stays on the server, for whoever signs in', async () => {
    await page.reload();
    await page.getByRole('tab', { name: 'Capture' }).click();
    const saved = page.getByTestId('saved-captures');
    await expect(saved.getByRole('row').nth(1)).toContainText('microsoft');
    await expect(saved).toContainText('Each is kept for 24 hours');
    await page.screenshot({ path: 'test-results/capture-saved.png' });
  });
});

/** A console of a browser of its own, signed in by this link or a new one of the admin's. */
async function another(browser: Browser, link?: string): Promise<Page> {
  const own = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await own.newPage();
  await signIn(page, link ?? (await overlane(stack, ['login-link'])).stdout.trim());
  return page;
}

test('a viewer sees and downloads what is saved, and starts and deletes nothing', async ({ browser }) => {
  const admin = await openConsole();
  const link = await admin.evaluate(async () => {
    const answer = await fetch('/api/trpc/users.create', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'vera', role: 'viewer' }),
    });
    return (await answer.json()).result.data.url as string;
  });
  const page = await another(browser, link);
  await page.getByRole('tab', { name: 'Capture' }).click();
  await expect(page.getByTestId('capture-start')).toHaveAttribute('aria-disabled', 'true');
  const row = page.getByTestId('saved-captures').getByRole('row').nth(1);
  await expect(row).toContainText('admin');
  await expect(row.getByRole('button', { name: /Delete/ })).toHaveCount(0);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    row.getByTestId('capture-download').click(),
  ]);
  const { stdout } = await promisify(execFile)('tcpdump', ['-n', '-r', await file.path(), 'icmp']);
  expect(stdout.trim().split('\n')).toHaveLength(16);
  await page.setViewportSize({ width: 420, height: 900 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: 'test-results/capture-saved-narrow.png' });
  await page.context().close();

  await admin.getByRole('tab', { name: 'Capture' }).click();
  const own = admin.getByTestId('saved-captures').getByRole('row').nth(1);
  await own.getByRole('button', { name: /Delete/ }).click();
  await own.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(admin.getByTestId('saved-captures')).toHaveCount(0);
  await admin.close();
});

test('the underlay shows the tenant alone, inside and out', async () => {
  const page = await openConsole();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('tab', { name: 'Capture' }).click();
  await choose(page, 'capture-place', 'eth1, underlay: VNI 20 alone');
  await page.getByTestId('capture-start').click();
  await expect(page.getByTestId('capture-state')).toContainText('at most');
  await ping();
  await on('node01', 'ip', 'netns', 'exec', 'apple', 'ping', '-n', '-c', '2', '-i', '0.2', '10.1.0.5');
  const mine = frames(page).filter({ hasText: /VNI 20: Echo/ });
  await expect(mine).toHaveCount(4);
  await expect(frames(page).filter({ hasText: 'VNI 10' })).toHaveCount(0);
  await mine.first().click();
  await page.screenshot({ path: 'test-results/capture-dark.png' });
  await page.setViewportSize({ width: 420, height: 900 });
  await page.screenshot({ path: 'test-results/capture-narrow.png' });

  await page.close();
});

test('ten thousand frames, two thousand a second, are shown while the page stays at hand', async () => {
  const page = await openConsole();
  await page.getByRole('tab', { name: 'Capture' }).click();
  await choose(page, 'capture-place', 'msft-veth1 in microsoft@node01');
  await choose(page, 'capture-protocol', 'ICMP');
  await page.getByRole('textbox', { name: 'Frames', exact: true }).fill('10000');
  await page.getByTestId('capture-start').click();
  await expect(page.getByTestId('capture-state')).toContainText('at most');
  await page.evaluate(() => {
    const seen = { slowest: 0, gap: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.slowest = Math.max(seen.slowest, duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    let last = performance.now();
    const frame = (now: number) => {
      seen.gap = Math.max(seen.gap, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const flood = on(
    ...(['node01', 'ip', 'netns', 'exec', 'microsoft'] as const),
    ...['ping', '-n', '-q', '-c', '5000', '-i', '0.001', '10.1.0.5'],
  );
  // Meanwhile somebody looks into frames and searches.
  await frames(page).filter({ hasText: 'Echo' }).first().click();
  await expect(page.getByTestId('capture-detail')).toBeVisible();
  await page.getByRole('textbox', { name: 'Search frames' }).pressSequentially('request', { delay: 50 });
  await flood;
  await expect(page.getByTestId('capture-state')).toHaveText('Ended at its limit of frames · none dropped');
  await expect(page.getByTestId('capture-count')).toHaveText('5,000 of 10,000 frames');
  const seen = await page.evaluate(() => (window as unknown as { seen: Record<string, number> }).seen);
  test
    .info()
    .annotations.push({ type: 'slowest interaction and frame, ms', description: JSON.stringify(seen) });
  console.log(
    `slowest interaction ${seen.slowest} ms, longest gap between two frames ${Math.round(seen.gap ?? 0)} ms`,
  );
});

/** A folder with @goodtools/wiregasm in its node_modules, which is no part of the product. */
const wiregasm = process.env.OVERLANE_WIREGASM;

test('Wireshark dissects a frame in a worker, where somebody added it', async () => {
  test.skip(!wiregasm, 'set OVERLANE_WIREGASM to a folder that has @goodtools/wiregasm in its node_modules');
  await symlink(wiregasm ?? '', join(stack.dataDir, 'wireshark'));
  const page = await openConsole();
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) violations.push(message.text());
  });
  await page.getByRole('tab', { name: 'Capture' }).click();
  await choose(page, 'capture-place', 'eth1, underlay: VNI 10 alone');
  await page.getByTestId('capture-start').click();
  await expect(page.getByTestId('capture-state')).toContainText('at most');
  await ping();
  await frames(page).filter({ hasText: 'Echo' }).first().click();
  await page.getByRole('group', { name: 'Dissected by' }).getByRole('button', { name: 'Wireshark' }).click();
  const fields = page.getByTestId('wireshark-fields');
  await expect(fields).toContainText('Virtual eXtensible Local Area Network', { timeout: 60_000 });
  await fields.getByRole('button', { name: /VXLAN Network Identifier \(VNI\): 10/ }).click();
  await expect(page.getByTestId('capture-bytes').locator('[data-marked]')).toHaveText(['00', '00', '0a']);
  await page.screenshot({ path: 'test-results/capture-wireshark.png' });
  expect(violations).toEqual([]);
  await page.getByTestId('capture-stop').click();
  await page.close();
});

test('on the command line', async () => {
  const path = join(stack.dataDir, 'frames.pcapng');
  const words = [
    'capture',
    'microsoft@node01',
    '--at',
    'underlay',
    '--protocol',
    'icmp',
    '-c',
    '4',
    '-w',
    path,
  ];
  const capturing = overlane(stack, [...words, '--json']);
  await expect.poll(processes, { timeout: 60_000 }).toContain('--immediate-mode');
  await ping();
  const said = await capturing;
  expect(said.status, said.stderr).toBe(0);
  const { end, frames } = JSON.parse(said.stdout);
  expect(end).toMatchObject({ reason: 'packets', captured: 4, droppedByKernel: 0 });
  for (const { line } of frames)
    expect(line).toMatch(/vni 10\n.* ICMP echo re(quest|ply), id \d+, seq \d+, length 64$/);
  const { stdout } = await promisify(execFile)('tcpdump', ['-n', '-r', path]);
  expect(stdout.match(/ICMP echo/g)).toHaveLength(4);

  const bad = await overlane(stack, ['capture', 'microsoft@node01', '--address', '-w/tmp/x']);
  expect(bad).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('An address is written in full'),
  });
});

type Ending = {
  of: string;
  /** In a browser of its own, as it loses its session. */
  apart?: true;
  frames?: string;
  end(page: Page): Promise<unknown>;
  after?(page: Page): Promise<unknown>;
};

const endings: Ending[] = [
  { of: 'the stop button', end: (page) => page.getByTestId('capture-stop').click() },
  { of: 'a tab that is closed', end: (page) => page.close() },
  {
    of: 'signing out',
    apart: true,
    async end(page) {
      await page.getByRole('button', { name: /^admin, admin/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
    },
    after: (page) => page.context().close(),
  },
  { of: 'its limit', frames: '4', end: () => ping() },
  {
    of: 'a host that loses its network',
    end: () => cutHost({ stateDir: stack.labDir, host: 'node01' }),
    async after(page) {
      await expect(page.getByTestId('capture-state')).toHaveText(/^Connection lost/, { timeout: 30_000 });
      await mendHost({ stateDir: stack.labDir, host: 'node01' });
    },
  },
  {
    of: 'a controller that is killed',
    async end(page) {
      await ping();
      await expect(page.getByTestId('capture-count')).toContainText('8 frames');
      expect(await readdir(join(stack.dataDir, 'captures'))).toContainEqual(expect.stringMatching(/part$/));
      process.kill(stack.pid, 'SIGKILL');
    },
    async after() {
      await stack.restart();
      // What it had not completed is swept.
      expect(await readdir(join(stack.dataDir, 'captures'))).not.toContainEqual(
        expect.stringMatching(/part$/),
      );
    },
  },
];

for (const { of, apart, frames: most, end, after } of endings) {
  test(`nothing runs on the host 5 s after ${of}`, async ({ browser }) => {
    const page = apart ? await another(browser) : await openConsole();
    await expect(hostCard(page, 'node01')).toContainText('ready', { timeout: 30_000 });
    await page.getByRole('tab', { name: 'Capture' }).click();
    await choose(page, 'capture-place', 'msft-veth1 in microsoft@node01');
    if (most) await page.getByRole('textbox', { name: 'Frames', exact: true }).fill(most);
    await page.getByTestId('capture-start').click();
    await expect(page.getByTestId('capture-state')).toContainText('at most');
    expect(await processes()).toContain('--immediate-mode');
    await end(page);
    const ended = Date.now();
    await expect.poll(processes, { timeout: 5_000, intervals: [50] }).not.toContain('--immediate-mode');
    console.log(`dead ${Date.now() - ended} ms after ${of}`);
    await after?.(page);
    if (!page.isClosed()) await page.close();
  });
}
