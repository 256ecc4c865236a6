import type { Page } from '@playwright/test';

/** Notes the longest event of each interaction, as the browser measures it (Event Timing, to the next paint). */
export async function noteInteractions(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const store = window as typeof window & { benchEvents?: { id: number; ms: number }[] };
    store.benchEvents = [];
    const take = (list: PerformanceObserverEntryList) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[]) {
        if (entry.interactionId) store.benchEvents?.push({ id: entry.interactionId, ms: entry.duration });
      }
    };
    const observer = new PerformanceObserver(take);
    observer.observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
}

/** Milliseconds of what a person did meanwhile: the slowest interaction of it. Under 16 the browser does not tell: 16. */
export async function interaction(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    (window as typeof window & { benchEvents?: unknown[] }).benchEvents = [];
  });
  await act();
  return page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    // Entries come after the paint that ends the interaction.
    for (let i = 0; i < 6; i++) await frame();
    const store = window as typeof window & { benchEvents?: { ms: number }[] };
    return Math.max(16, ...(store.benchEvents ?? []).map(({ ms }) => ms));
  });
}
