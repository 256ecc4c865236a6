import { expect, type Locator, type Page } from '@playwright/test';

/** What a person does on the console, in a person's words. */

export async function signIn(page: Page, signInLink: string | null): Promise<void> {
  if (!signInLink) throw new Error('the product wrote no sign-in link');
  await page.goto(signInLink);
  // Who comes by a link for the first time may choose a password.
  const notNow = page.getByRole('link', { name: 'Not now' });
  // A viewer has nothing to apply.
  const inside = page.getByTestId('apply').or(page.getByTestId('read-only'));
  await expect(inside.or(notNow)).toBeVisible();
  if (await notNow.isVisible()) await notNow.click();
  await expect(inside).toBeVisible();
}

export const hostCard = (page: Page, host: string) => page.getByTestId(`host-${host}`).first();
export const lane = (page: Page, tenant: string, host: string) => page.getByTestId(`lane-${tenant}-${host}`);

/** Presses on `what`, moves to the middle of `onto` in small steps as a hand does, and lets go. */
export async function drag(page: Page, what: Locator, onto: Locator): Promise<void> {
  const from = await what.boundingBox();
  const to = await onto.boundingBox();
  if (!from || !to) throw new Error('what is dragged, or where to, is not on screen');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 });
  await page.mouse.up();
}

/** Drags a tenant that is offered or known onto a host; a dialog that opens is taken as it is filled in. */
export async function dragNewTenant(page: Page, tenant: string, host: string): Promise<void> {
  await drag(page, page.getByTestId(`palette-tenant-${tenant}`), hostCard(page, host));
  await page.getByRole('button', { name: 'Add to draft' }).click();
  await expect(lane(page, tenant, host)).toHaveAttribute('data-ghost', 'new');
}

export async function extendTenant(page: Page, tenant: string, host: string): Promise<void> {
  await drag(page, page.getByTestId(`palette-tenant-${tenant}`), hostCard(page, host));
  await expect(lane(page, tenant, host)).toHaveAttribute('data-ghost', 'new');
}

export async function apply(page: Page): Promise<void> {
  const button = page.getByTestId('apply');
  await expect(button).toBeEnabled();
  await button.click();
}

export async function expectHealthy(page: Page, tenant: string, host: string): Promise<void> {
  const there = lane(page, tenant, host);
  await expect(there).toHaveAttribute('data-ghost', 'none', { timeout: 30_000 });
  await expect(there).toHaveAttribute('data-health', 'healthy', { timeout: 30_000 });
}

/** Pings from the panel in the dock. @returns the loss as the panel shows it, such as `0 %` */
export async function ping(page: Page, from: string, target: string, count: number): Promise<string> {
  await page.getByRole('tab', { name: /Ping/ }).click();
  await page.getByTestId('ping-from').click();
  await page.getByRole('option', { name: from }).click();
  await page.getByTestId('ping-target').fill(target);
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Count' }).fill(String(count));
  await page.getByRole('textbox', { name: /Every/ }).fill('0.2');
  await page.getByTestId('ping-start').click();
  await expect(page.getByTestId('ping-lines')).toContainText(`${count} packets transmitted`, {
    timeout: 30_000,
  });
  return (await page.getByTestId('ping-loss').textContent()) ?? '';
}
