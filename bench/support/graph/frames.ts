import type { Page } from '@playwright/test';

export type Frames = {
  /** Milliseconds between frames that were shown. */
  gaps: number[];
};

/** Frames a second: of the whole gesture, and of its slowest twentieth. */
export function fps({ gaps }: Frames): { mean: number; slow: number } {
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  const sorted = [...gaps].sort((a, b) => a - b);
  const slow = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0;
  return { mean: total > 0 ? (gaps.length * 1000) / total : 0, slow: slow > 0 ? 1000 / slow : 0 };
}

/** Counts the frames of the page while a hand does something. */
export async function during(page: Page, gesture: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const store = window as typeof window & { benchGaps?: number[]; benchStop?: boolean };
    store.benchGaps = [];
    store.benchStop = false;
    let last = performance.now();
    const step = (now: number) => {
      store.benchGaps?.push(now - last);
      last = now;
      if (!store.benchStop) requestAnimationFrame(step);
    };
    requestAnimationFrame((now) => {
      last = now;
      requestAnimationFrame(step);
    });
  });
  await gesture();
  const gaps = await page.evaluate(() => {
    const store = window as typeof window & { benchGaps?: number[]; benchStop?: boolean };
    store.benchStop = true;
    return store.benchGaps ?? [];
  });
  return { gaps };
}

/** Drags what is under the middle of the box, to and fro, with a step about every frame. */
export async function pan(page: Page, at: { x: number; y: number }): Promise<void> {
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  for (let i = 1; i <= 48; i++) {
    const turn = (i / 48) * 2 * Math.PI;
    await page.mouse.move(at.x + 160 * Math.sin(turn), at.y + 90 * (1 - Math.cos(turn)));
  }
  await page.mouse.up();
}

/** Turns the wheel a little in and out again, staying about where it was. */
export async function zoom(page: Page, at: { x: number; y: number }): Promise<void> {
  await page.mouse.move(at.x, at.y);
  for (const direction of [-1, 1]) for (let i = 0; i < 12; i++) await page.mouse.wheel(0, direction * 24);
}
