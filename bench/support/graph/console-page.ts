import type { BrowserContext, Page } from '@playwright/test';
import type { Level } from '../../../components/topology/graph/level';

/** Opens the console signed in, and waits until every host is ready on it. */
export async function openConsole(context: BrowserContext, link: string, hosts: number): Promise<Page> {
  const page = await context.newPage();
  await page.goto(link, { timeout: 120_000 });
  await page.getByText(`${hosts} hosts ready`).waitFor({ timeout: 300_000 });
  return page;
}

export async function canvasBox(page: Page) {
  const box = await page.getByTestId('canvas').boundingBox();
  if (!box) throw new Error('there is no canvas on the page');
  return { ...box, middle: { x: box.x + box.width / 2, y: box.y + box.height / 2 } };
}

export const levelNow = (page: Page) =>
  page.getByTestId('canvas').evaluate((canvas) => (canvas as HTMLElement).dataset.level as Level);

/** From everything in view, nearer and nearer to the middle until the level is shown and all of it is mounted. */
export async function goTo(page: Page, level: Level): Promise<void> {
  await page.getByRole('button', { name: 'Fit all hosts' }).click();
  await settled(page);
  const { middle } = await canvasBox(page);
  await page.mouse.move(middle.x, middle.y);
  for (let i = 0; i < 200 && (await levelNow(page)) !== level; i++) await page.mouse.wheel(0, -40);
  // A little beyond the edge, so that what is measured stays at the level.
  for (let i = 0; i < 3; i++) await page.mouse.wheel(0, -30);
  await settled(page);
}

/** Resolves when nothing moves any more and nothing is still to be mounted. */
export async function settled(page: Page): Promise<void> {
  await page.getByTestId('canvas').evaluate(
    (canvas) =>
      new Promise<void>((done) => {
        let last = '';
        let same = 0;
        const look = () => {
          const now = [
            canvas.querySelector<HTMLElement>('.react-flow__viewport')?.style.transform,
            canvas.querySelectorAll('*').length,
          ].join();
          same = now === last ? same + 1 : 0;
          last = now;
          if (same > 20) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

export type Mounted = { nodes: number; lanes: number; devices: number; lines: number; elements: number };

/** What of the fabric is in the document. */
export function mounted(page: Page): Promise<Mounted> {
  return page.getByTestId('canvas').evaluate((canvas) => {
    const count = (selector: string) => canvas.querySelectorAll(selector).length;
    return {
      nodes: count('.react-flow__node'),
      lanes: count('[data-testid^="lane-"]'),
      devices: count('[data-testid^="namespace-"], [data-testid^="bridge-"], [data-testid^="vxlan-"]'),
      lines: count('[data-testid="tunnel"], [data-testid="bus"], [data-testid="bundle"]'),
      elements: count('*'),
    };
  });
}

/** Where the view is: x and y in pixels, and the zoom. */
export function viewport(page: Page): Promise<{ x: number; y: number; zoom: number }> {
  return page.getByTestId('canvas').evaluate((canvas) => {
    const style = canvas.querySelector<HTMLElement>('.react-flow__viewport')?.style.transform ?? '';
    const [x = 0, y = 0, zoom = 1] = [...style.matchAll(/-?[\d.]+(?:e-?\d+)?/g)].map(Number);
    return { x, y, zoom };
  });
}
