import type { Page } from '@playwright/test';

/** What axe calls serious or critical on a page as it is now: the rule, and the first element that breaks it. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const { default: AxeBuilder } = await import('@axe-core/playwright');
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
