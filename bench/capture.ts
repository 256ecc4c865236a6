import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { overlane } from '../e2e/support/command';
import { signIn } from '../e2e/support/console';
import { startStack } from '../e2e/support/stack';
import { execInHost } from '../lab/lab';
import config from '../playwright.config';
import { interaction, noteInteractions } from './support/graph/interaction';
import { askLag, lagEnvironment } from './support/lag';
import { figures, p95, spread } from './support/spread';
import { twoTenants } from './support/two-tenants';

/** A long capture of a busy interface: what the page, the controller, and the file make of it. */

const SECONDS = Number(process.env.OVERLANE_BENCH_SECONDS ?? 60);
/** Frames a second: echoes and their answers. */
const RATE = 2_000;
const SENDERS = 2;
const FIRST_FRAMES = 10;
const inside = ['ip', 'netns', 'exec', 'microsoft'];

const run = promisify(execFile);
const lagFolder = mkdtempSync(join(tmpdir(), 'overlane-lag-'));
const { socket, environment } = lagEnvironment(lagFolder);
const stack = await startStack({ hosts: 2, name: 'bench-capture', environment });
const browser = await chromium.launch(config.use?.launchOptions);
try {
  const fabric = join(stack.dataDir, 'fabric.yaml');
  writeFileSync(fabric, twoTenants(['node01', 'node02']));
  const applied = await overlane(stack, ['apply', '-f', fabric]);
  if (applied.status !== 0) throw new Error(applied.stderr);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // The loader marks functions with a helper of its own, which the page has not.
  await page.addInitScript('globalThis.__name = (it) => it');
  await noteInteractions(page);
  await signIn(page, stack.signInLink);
  await page.getByRole('tab', { name: 'Capture' }).click();
  await choose(page, 'capture-place', /in microsoft@node01/);
  await choose(page, 'capture-protocol', 'ICMP');

  const first: number[] = [];
  for (let round = 0; round < FIRST_FRAMES; round++) first.push(await firstFrame(page));

  const before = await load(page, 5_000, async () => {});
  await begin(page);
  let passed = 0;
  const under = await load(page, SECONDS * 1000, async () => {
    passed = await echoes(SECONDS);
  });
  await page.getByTestId('capture-stop').click();
  const state = page.getByTestId('capture-state');
  await state.filter({ hasText: 'Stopped' }).waitFor({ timeout: 15_000 });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('capture-download').click(),
  ]);
  const path = await file.path();
  const { stdout } = await run('tshark', ['-n', '-r', path, '-T', 'fields', '-e', 'frame.number'], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const inFile = stdout.trim().split('\n').length;
  const listed = JSON.parse((await overlane(stack, ['captures', '--json'])).stdout) as {
    captures: { packets: number; dropped: number | null }[];
  };
  const saved = listed.captures[0];
  const dropped = saved?.dropped ?? 0;
  console.log(`
The first frame, from its time on the host until it is in the DOM; ms, median (least–most)
  Overlane                               ${figures(spread(first))}   p95 ${p95(first).toFixed(0)}   n=${first.length}   aim: at most 100
A capture of ${passed.toLocaleString('en')} frames, ${Math.round(passed / under.seconds).toLocaleString('en')} a second for ${under.seconds.toFixed(0)} s${' '.repeat(8)}without it
  interactions, ms                       ${figures(spread(under.interactions))}   p98 ${inp(under.interactions).toFixed(0)}   n=${under.interactions.length}   aim: at most 100      ${figures(spread(before.interactions))}
  controller's event loop late, p99, ms  ${under.lag.p99.toFixed(1)} (most ${under.lag.most.toFixed(0)})      ${before.lag.p99.toFixed(1)} (most ${before.lag.most.toFixed(0)})
  an answer of the API, ms               ${figures(spread(under.answers))}   p95 ${p95(under.answers).toFixed(0)}      ${figures(spread(before.answers))}
  controller's memory, MB                ${(under.lag.rss / 1e6).toFixed(0)}      ${(before.lag.rss / 1e6).toFixed(0)}
  controller's processor, %              ${under.busy.toFixed(0)}      ${before.busy.toFixed(0)}
  passed on the host                     ${passed}
  in the file, as tshark counts          ${inFile}
  saved, as the server counts            ${saved?.packets}
  dropped by the host's kernel           ${dropped}
  on the page                            ${await page.getByTestId('capture-count').textContent()}`);
  if (inFile !== saved?.packets || inFile + dropped < passed) {
    console.error('The file does not hold what passed.');
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  await stack.stop();
  rmSync(lagFolder, { recursive: true, force: true });
}
process.exit();

async function choose(page: Page, what: string, option: RegExp | string): Promise<void> {
  await page.getByTestId(what).click();
  await page.getByRole('option', { name: option }).first().click();
}

async function begin(page: Page): Promise<void> {
  await page.getByTestId('capture-start').click();
  await page.getByTestId('capture-state').filter({ hasText: 'at most' }).waitFor();
}

async function onHost(argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ stateDir: stack.labDir, host: 'node01', argv });
  // ping's 1 is an answer that is missing, which is counted.
  if (status > 1) throw new Error(`${argv.join(' ')}: ${stderr}`);
  return stdout;
}

/** One that is late catches up, as many packets as it may send without an answer (`-l`). */
async function echoes(seconds: number): Promise<number> {
  const every = ['-i', String((2 * SENDERS) / RATE), '-l', '500', '-w', String(seconds)];
  const said = await Promise.all(
    Array.from({ length: SENDERS }, () => onHost([...inside, 'ping', '-n', '-q', ...every, '10.1.0.5'])),
  );
  return said.reduce((sum, text) => {
    const [, transmitted, received] = /(\d+) packets transmitted, (\d+) received/.exec(text) ?? [];
    return sum + Number(transmitted) + Number(received);
  }, 0);
}

/** Milliseconds from the time that the host's kernel gave a frame until its row is there; the two share one clock. */
async function firstFrame(page: Page): Promise<number> {
  await begin(page);
  const seen = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const grid = document.querySelector('[data-testid="capture-frames"]');
        if (!grid) throw new Error('there is no table of frames');
        const observer = new MutationObserver(() => {
          if (!grid.textContent?.includes('Echo')) return;
          observer.disconnect();
          resolve(Date.now());
        });
        observer.observe(grid, { subtree: true, childList: true, characterData: true });
      }),
  );
  const ping = onHost([...inside, 'ping', '-n', '-q', '-c', '8', '-i', '0.01', '10.1.0.5']);
  const [at] = await Promise.all([seen, ping]);
  const time = await page.getByTestId('capture-frames').getByRole('gridcell').nth(1).textContent();
  await page.getByTestId('capture-stop').click();
  await page.getByTestId('capture-state').filter({ hasText: 'Stopped' }).waitFor();
  return at - clock(time ?? '', at);
}

/** `12:34:56.789012`, in the time zone that the page and this process share. */
function clock(text: string, near: number): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  const day = new Date(near);
  day.setHours(hours, minutes, 0, 0);
  return day.getTime() + seconds * 1000;
}

/** What a person does with the page, and how the controller answers, for as long as `work` takes. */
async function load(page: Page, least: number, work: () => Promise<void>) {
  const interactions: number[] = [];
  const answers: number[] = [];
  const start = await askLag(socket);
  const from = performance.now();
  let seconds = 0;
  let over = false;
  const working = async () => {
    await work();
    seconds = (performance.now() - from) / 1000;
    while (performance.now() - from < least) await new Promise((wake) => setTimeout(wake, 50));
    over = true;
  };
  const asking = async () => {
    while (!over) {
      const asked = performance.now();
      await (await fetch(`${stack.url}/api/health`)).text();
      answers.push(performance.now() - asked);
      await new Promise((wake) => setTimeout(wake, 100));
    }
  };
  const acting = async () => {
    while (!over) for (const act of acts(page)) interactions.push(await interaction(page, act));
  };
  await Promise.all([working(), asking(), acting()]);
  const lag = await askLag(socket);
  const cpu = lag.cpu.user + lag.cpu.system - start.cpu.user - start.cpu.system;
  const busy = cpu / 1e4 / ((performance.now() - from) / 1000);
  return { interactions, answers, lag, busy, seconds };
}

function acts(page: Page): (() => Promise<void>)[] {
  const search = page.getByRole('textbox', { name: 'Search frames' });
  const rows = page.getByTestId('capture-frames').getByRole('row');
  const look = page.getByRole('group', { name: 'Show as' });
  return [
    () => rows.nth(3).click(),
    () => search.pressSequentially('reply', { delay: 60 }),
    () => search.fill(''),
    () => look.getByRole('button', { name: 'tcpdump' }).click(),
    () => rows.nth(3).click(),
    () => look.getByRole('button', { name: 'Table' }).click(),
    () => page.getByTestId('capture-frames').press('PageUp'),
    () => page.getByTestId('capture-frames').press('ArrowUp'),
    async () => {
      const follow = page.getByRole('button', { name: 'Follow' });
      if (await follow.isVisible()) await follow.click();
    },
  ];
}

/** As browsers work out INP: of every fifty interactions the slowest is left out. */
function inp(all: readonly number[]): number {
  return [...all].sort((a, b) => b - a)[Math.floor(all.length / 50)] ?? Number.NaN;
}
