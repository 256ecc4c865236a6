import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import { GraphBuilder } from '../components/topology/graph/build';
import { gridOf } from '../components/topology/graph/grid';
import type { Level } from '../components/topology/graph/level';
import { canvasBox, goTo, mounted, openConsole, settled, viewport } from './support/graph/console-page';
import { during, fps, pan, zoom } from './support/graph/frames';
import { interaction, noteInteractions } from './support/graph/interaction';
import { openPlain } from './support/graph/plain-page';
import { fabricIntent, type Shape } from './support/memory/fabric';
import { startMemoryStack } from './support/memory/stack';
import { spread } from './support/spread';

const ROUNDS = Number(process.env.OVERLANE_BENCH_ROUNDS ?? 5);
/** `first`, `frames`, `interactions`, by commas. */
const PARTS = (process.env.OVERLANE_BENCH_PARTS ?? 'first,frames,interactions').split(',');
const SHAPE: Shape = {
  hosts: Number(process.env.OVERLANE_BENCH_HOSTS ?? 200),
  each: 10,
  span: Number(process.env.OVERLANE_BENCH_SPAN ?? 20),
};
/** Of the product, and what plain React Flow shows in the same place. */
const LEVELS: { level: Level; detail: 'hosts' | 'lanes' | 'devices' }[] = [
  { level: 'map', detail: 'hosts' },
  { level: 'far', detail: 'hosts' },
  { level: 'middle', detail: 'lanes' },
  { level: 'near', detail: 'devices' },
  { level: 'close', detail: 'devices' },
];

/** tsx wraps functions to keep their names; in the page there is nothing that does so. */
const NAMES = 'globalThis.__name ??= (named) => named';

async function launch(): Promise<Browser> {
  const root = process.getuid?.() === 0;
  return chromium.launch({
    ...(existsSync(chromium.executablePath()) ? {} : { executablePath: '/usr/bin/chromium' }),
    chromiumSandbox: !root,
    args: [...(root ? ['--no-sandbox'] : []), '--disable-gpu', '--font-render-hinting=none'],
  });
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

const ms = (values: readonly number[]) => {
  const { least, median, most } = spread(values);
  return `${median.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)}), p95 ${quantile(values, 0.95).toFixed(0)}`;
};
const rate = (values: readonly number[]) => {
  const { least, median, most } = spread(values);
  return `${median.toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)})`.padEnd(20);
};

/** From the snapshot in the page to the first frame that shows hosts, over several loads. */
async function firstPicture(page: Page): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    await page.reload();
    await page.waitForFunction(() => performance.getEntriesByName('overlane:drawn').length > 0, null, {
      timeout: 120_000,
    });
    const took = await page.evaluate(() => {
      const at = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
      return at('overlane:drawn') - at('overlane:known');
    });
    if (round > 0) times.push(took);
  }
  console.log(`  first picture after the data is there, ms     ${ms(times)}   aim: under 1000`);
}

async function frames(browser: Browser, page: Page): Promise<void> {
  const graph = new GraphBuilder().build({
    intent: fabricIntent(SHAPE),
    get draft() {
      return this.intent;
    },
    hosts: {},
    statuses: {},
    unwell: {},
    stale: new Set(),
    refusals: {},
    drift: {},
  });
  console.log(
    '\n  frames a second, median (least–most); of each gesture the mean, and the slowest twentieth',
  );
  for (const { level, detail } of LEVELS) {
    await page.bringToFront();
    await goTo(page, level);
    const box = await canvasBox(page);
    const placement = gridOf(graph, { unfolded: new Set(), aspect: box.width / box.height });
    const context = await browser.newContext({
      viewport: { width: Math.round(box.width), height: Math.round(box.height) },
    });
    await context.addInitScript(NAMES);
    const at = await viewport(page);
    const plain = await openPlain(context, { graph, placement, detail, onlyVisible: false, viewport: at });
    const visible = await openPlain(context, { graph, placement, detail, onlyVisible: true, viewport: at });
    const nodes = await plain.locator('.react-flow__node').count();
    const inPlain = { x: box.width / 2, y: box.height / 2 };
    // Beside a card, where a press moves the view and not a host.
    const free = await freeSpot(page, box.middle);
    for (const [name, gesture] of [
      ['pan', pan],
      ['zoom', zoom],
    ] as const) {
      const figures: Record<'ours' | 'slow' | 'plain' | 'visible', number[]> = {
        ours: [],
        slow: [],
        plain: [],
        visible: [],
      };
      for (let round = 0; round < ROUNDS; round++) {
        await page.bringToFront();
        const own = fps(await during(page, () => gesture(page, free)));
        await settled(page);
        await plain.bringToFront();
        const all = fps(await during(plain, () => gesture(plain, inPlain)));
        await visible.bringToFront();
        const some = fps(await during(visible, () => gesture(visible, inPlain)));
        figures.ours.push(own.mean);
        figures.slow.push(own.slow);
        figures.plain.push(all.mean);
        figures.visible.push(some.mean);
      }
      const times = spread(figures.ours.map((value, i) => value / (figures.plain[i] ?? Number.NaN))).median;
      console.log(
        `  ${level.padEnd(7)}${name.padEnd(5)} ours ${rate(figures.ours)} slowest ${rate(figures.slow)} plain (${nodes} nodes) ${rate(figures.plain)} ×${times.toFixed(1)}   plain, only visible ${rate(figures.visible)}`,
      );
    }
    await context.close();
    await page.bringToFront();
    const there = await mounted(page);
    console.log(
      `  ${level.padEnd(12)} mounted: ${there.nodes} hosts, ${there.lanes} lanes, ${there.devices} devices, ${there.lines} lines; ${there.elements} elements`,
    );
  }
}

/** A place near the middle where nothing but the pane is. */
async function freeSpot(page: Page, from: { x: number; y: number }): Promise<{ x: number; y: number }> {
  return page.evaluate(({ x, y }) => {
    for (let reach = 0; reach < 300; reach += 6) {
      for (const [dx, dy] of [
        [reach, 0],
        [-reach, 0],
        [0, reach],
        [0, -reach],
        [reach, reach],
        [-reach, -reach],
      ]) {
        const at = { x: x + (dx ?? 0), y: y + (dy ?? 0) };
        const there = document.elementFromPoint(at.x, at.y);
        if (there?.classList.contains('react-flow__pane')) return at;
      }
    }
    return { x, y };
  }, from);
}

async function interactions(page: Page): Promise<void> {
  const times: Record<'select' | 'search' | 'filter' | 'lens', number[]> = {
    select: [],
    search: [],
    filter: [],
    lens: [],
  };
  for (let round = 0; round <= ROUNDS; round++) {
    const n = String(((round * 37) % SHAPE.hosts) + 1).padStart(3, '0');
    await goTo(page, 'map');
    const select = await interaction(page, async () => {
      await page
        .locator('.react-flow__node')
        .nth(round * 7)
        .click();
    });
    const search = await interaction(page, async () => {
      await page.keyboard.press('ControlOrMeta+k');
      await page.keyboard.type(`node${n}`, { delay: 60 });
      await page
        .getByRole('option', { name: new RegExp(`^node${n}`), selected: true })
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
    });
    await settled(page);
    await goTo(page, 'map');
    const filter = await interaction(page, async () => {
      await page.getByTestId('filter-text').click();
      await page.keyboard.type('apple', { delay: 60 });
    });
    await page.getByTestId('filter-text').fill('');
    await settled(page);
    const lens = await interaction(page, async () => {
      await page.getByRole('button', { name: 'Underlay', exact: true }).click();
      await page.getByRole('button', { name: /^Fabric/ }).click();
    });
    // The first round warms up.
    if (round === 0) continue;
    times.select.push(select);
    times.search.push(search);
    times.filter.push(filter);
    times.lens.push(lens);
  }
  console.log('\n  interaction to next paint, ms (Event Timing)');
  for (const [what, values] of Object.entries(times)) {
    console.log(`  ${what.padEnd(45)} ${ms(values)}   aim: under 100`);
  }
}

const stack = await startMemoryStack(SHAPE, 'bench-graph');
const browser = await launch();
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(NAMES);
  if (!stack.signInLink) throw new Error('the product wrote no sign-in link');
  const page = await openConsole(context, stack.signInLink, SHAPE.hosts);
  await noteInteractions(page);
  // It begins with the next load.
  await page.reload();
  await page.getByText(`${SHAPE.hosts} hosts ready`).waitFor({ timeout: 120_000 });
  console.log(`
${SHAPE.hosts} hosts × ${SHAPE.each} tenants, each tenant on ${SHAPE.span}: ${SHAPE.hosts * SHAPE.each} lanes, ${SHAPE.hosts * SHAPE.each * 4} interfaces; Chromium ${browser.version()} without a GPU`);
  if (PARTS.includes('first')) await firstPicture(page);
  if (PARTS.includes('frames')) await frames(browser, page);
  if (PARTS.includes('interactions')) await interactions(page);
} finally {
  await browser.close();
  await stack.stop();
}
process.exit(0);
