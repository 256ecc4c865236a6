import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { seriousFaults } from './support/axe';
import { overlane } from './support/command';
import { signIn } from './support/console';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ timeout: 180_000 });

const PASSWORD = 'correct horse battery staple';

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack({ hosts: 0, name: 'people' });
});
test.afterAll(() => stack?.stop());

async function asAdmin(page: Page, path: string): Promise<void> {
  const { stdout } = await overlane(stack, ['login-link']);
  await signIn(page, stdout.trim());
  await page.goto(`${stack.url}${path}`);
}

/** Light, dark and narrow, as a person looks at it. */
async function look(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: `test-results/${name}-${scheme}.png` });
  }
  await page.setViewportSize({ width: 360, height: 740 });
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wider).toBe(0);
  await page.screenshot({ path: `test-results/${name}-narrow.png` });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

const noSeriousFault = async (page: Page) => expect(await seriousFaults(page)).toEqual([]);

test('somebody is invited, chooses a password, comes back by it, and is disabled', async ({
  page,
  browser,
}) => {
  await asAdmin(page, '/settings');
  const form = page.getByRole('form', { name: 'Add a user' });
  await form.getByLabel('Name').fill('grace');
  await form.getByRole('button', { name: 'Add' }).click();
  const link = await page.getByText(/login\/link\?token=/).textContent();

  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(link ?? '');
  await expect(other.getByRole('heading', { name: 'Welcome, grace' })).toBeVisible();
  await noSeriousFault(other);
  await other.getByLabel('New password').fill('Password1234!');
  await other.getByLabel('The same again').fill('Password1234!');
  await other.getByRole('button', { name: 'Set it and go on' }).click();
  await expect(other.getByText(/found in breaches/)).toBeVisible();
  await other.getByLabel('New password').fill(PASSWORD);
  await other.getByLabel('The same again').fill(PASSWORD);
  await other.getByRole('button', { name: 'Set it and go on' }).click();
  await expect(other.getByTestId('apply')).toBeVisible();

  await context.clearCookies();
  await other.goto(`${stack.url}/login`);
  await noSeriousFault(other);
  await look(other, 'login');
  await other.getByLabel('Name').fill('grace');
  await other.getByRole('textbox', { name: 'Password' }).fill('something else altogether');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByText('Name or password is not right.')).toBeVisible();
  await other.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByTestId('apply')).toBeVisible();

  await page.reload();
  await page.getByRole('button', { name: 'More about grace' }).click();
  await page.getByRole('menuitem', { name: 'Disable' }).click();
  await expect(page.getByText('grace is disabled')).toBeVisible();
  // Their stream ends, and the page says so.
  await expect(other).toHaveURL(/\/login\?reason=ended/, { timeout: 5_000 });
  await page.getByLabel('Role of grace').click();
  await page.getByRole('option', { name: 'viewer' }).click();
  await expect(page.getByText('grace is viewer now')).toBeVisible();
  await context.close();
});

test('a wall display needs no account, and goes dark within five seconds when its link is revoked', async ({
  page,
  browser,
}) => {
  await asAdmin(page, '/settings');
  const form = page.getByRole('form', { name: 'Make a view link' });
  await form.getByLabel('Which display').fill('noc-wall');
  await form.getByRole('button', { name: 'Make' }).click();
  const link = await page.getByText(/ops\/link\?token=/).textContent();

  const context = await browser.newContext();
  const wall = await context.newPage();
  await wall.goto(link ?? '');
  await expect(wall).toHaveURL(`${stack.url}/ops`);
  await expect(wall.getByTestId('summary-hosts')).toBeVisible();
  await wall.goto(`${stack.url}/`);
  await expect(wall).toHaveURL(/\/login/);
  await wall.goto(`${stack.url}/ops`);
  await expect(wall.getByTestId('summary-hosts')).toBeVisible();

  const listed = await page.request.get(`${stack.url}/api/trpc/views.list`);
  expect((await listed.json()).result.data).toEqual([
    expect.objectContaining({ name: 'noc-wall', madeBy: 'admin', lastUsedFrom: '127.0.0.1' }),
  ]);
  const row = page.getByRole('row', { name: /noc-wall/ });
  await row.getByRole('button', { name: 'Revoke noc-wall' }).click();
  await row.getByRole('button', { name: 'Revoke noc-wall' }).click();
  await expect(wall).toHaveURL(/\/login\?reason=view/, { timeout: 5_000 });
  await context.close();
});

test('a token signs the command line in on another machine, until it is revoked', async ({ page }) => {
  await asAdmin(page, '/settings');
  const form = page.getByRole('form', { name: 'Make a token' });
  await form.getByLabel('What it is for').fill('ci');
  await form.getByRole('button', { name: 'Make' }).click();
  const token = (await page.getByText(/^ovl_/).textContent()) ?? '';
  await look(page, 'settings-people');
  await noSeriousFault(page);

  // Another machine: no data folder of ours, and a home of its own.
  const home = mkdtempSync(join(tmpdir(), 'overlane-home-'));
  const elsewhere = { OVERLANE_DATA: '', OVERLANE_URL: '', PORT: '', XDG_CONFIG_HOME: home };
  const there = (argv: string[], input = '') => overlane(stack, argv, input, elsewhere);
  const login = await there(['login', stack.url, '--token'], `${token}\n`);
  expect([login.status, login.stdout]).toEqual([0, expect.stringContaining('as admin/ci (viewer)')]);
  expect(statSync(join(home, 'overlane/login.json')).mode & 0o777).toBe(0o600);
  expect((await there(['status'])).status).toBe(0);
  const refused = await there(['audit', 'verify']);
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('needs the role admin')]);
  expect((await overlane(stack, ['status'], '', { OVERLANE_TOKEN: token })).status).toBe(0);

  const listed = await overlane(stack, ['token', 'list']);
  expect(listed.stdout).toMatch(/^ci +viewer +all +admin +in .+ ago +127\.0\.0\.1$/m);
  expect((await overlane(stack, ['token', 'revoke', 'ci'])).status).toBe(0);
  expect((await there(['status'])).status).toBe(1);
  expect((await there(['login', 'http://overlane.example', '--token', token])).stderr).toContain('no TLS');
  expect((await there(['logout'])).status).toBe(0);
});

test('the audit log says who, from where and what, is verified, and an export of it too', async ({
  page,
}) => {
  await asAdmin(page, '/activity');
  await expect(page.getByTestId('audit-verdict')).toContainText('The log is whole', {
    timeout: 30_000,
  });
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(page.getByText(/verified the audit log: \d+ rows/).first()).toBeVisible({ timeout: 30_000 });
  await page.getByRole('searchbox', { name: 'Look for a word' }).fill('verified the audit log');
  const row = page
    .getByRole('listitem')
    .filter({ hasText: /verified the audit log: \d+ rows/ })
    .first();
  await row.getByRole('button', { name: 'More about this' }).click();
  await expect(row).toContainText('127.0.0.1, by session');
  await expect(row).toContainText('audit.verify');
  await noSeriousFault(page);
  await look(page, 'audit');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export' }).click(),
  ]);
  const file = await download.path();
  const verify = (path: string) => overlane(stack, ['audit', 'verify', path]);
  const whole = await verify(file);
  expect([whole.status, whole.stdout]).toEqual([0, expect.stringContaining('the server wrote it')]);
  const lines = readFileSync(file, 'utf8').split('\n');
  const changed = `${file}.changed`;
  writeFileSync(
    changed,
    lines.map((line, i) => (i === 3 ? line.replace('"admin"', '"grace"') : line)).join('\n'),
  );
  const found = await verify(changed);
  expect([found.status, found.stdout]).toEqual([
    1,
    expect.stringContaining('row 3 is not as it was written'),
  ]);
  const own = await overlane(stack, ['audit', 'verify']);
  expect([own.status, own.stdout]).toEqual([0, expect.stringMatching(/the audit log is whole: \d+ rows/)]);
  const exported = await overlane(stack, ['audit', 'export']);
  expect(exported.stdout.trimEnd().split('\n').length).toBeGreaterThan(lines.length);
});

test('pages take nothing but being read, and run only scripts of our own', async ({ page }) => {
  for (const path of ['/', '/login', '/ops']) {
    const posted = await page.request.post(`${stack.url}${path}`, {
      headers: { 'next-action': 'x', origin: stack.url },
      data: '[]',
    });
    expect([path, posted.status()]).toEqual([path, 405]);
  }
  const { headers } = await fetch(`${stack.url}/login`);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/script-src 'self' 'nonce-[0-9a-f]{32}'(;|$)/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toContain('no-store');
});

test('a passkey is added, named, signs in without a name or password, and is removed', async ({
  browser,
}) => {
  const local = (path: string) => stack.url.replace('127.0.0.1', 'localhost') + path;
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const { stdout } = await overlane(stack, ['login-link']);
  // Where browsers offer none, nothing is offered.
  await page.goto(`${stack.url}/login`);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toHaveCount(0);

  await page.goto(stdout.trim().replace('127.0.0.1', 'localhost'));
  await page.goto(local('/settings'));
  const form = page.getByRole('form', { name: 'Add a passkey' });
  await form.getByLabel('New passkey').fill('laptop');
  await form.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('button', { name: 'Rename laptop' })).toBeVisible();
  await page.getByRole('button', { name: 'Rename laptop' }).click();
  await page.getByLabel('New name of laptop').fill('Work laptop');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  const mine = page.getByRole('region', { name: 'Your passkeys' });
  await expect(mine.getByText('Work laptop')).toBeVisible();
  await mine.scrollIntoViewIfNeeded();
  await noSeriousFault(page);
  await look(page, 'passkeys');
  // The same device is not added twice.
  await form.getByLabel('New passkey').fill('again');
  await form.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByText('This device has a passkey of yours already.')).toBeVisible();

  await context.clearCookies();
  await page.goto(local('/login'));
  await noSeriousFault(page);
  await look(page, 'login-passkey');
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByText(/No passkey was used/)).toBeVisible();
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  const [answer] = await Promise.all([
    page.waitForRequest((request) => request.url().endsWith('/login/passkey')),
    page.getByRole('button', { name: 'Sign in with a passkey' }).click(),
  ]);
  await expect(page.getByTestId('apply')).toBeVisible();
  // What was sent once is of no use to whoever saw it.
  const again = await page.request.post(local('/login/passkey'), {
    data: answer.postDataJSON(),
    headers: { origin: local('') },
  });
  expect(again.status()).toBe(401);

  await page.goto(local('/settings'));
  await expect(page.getByText(/by passkey/)).toBeVisible();
  await page.getByRole('button', { name: 'Remove Work laptop' }).click();
  await expect(page.getByText('The passkey Work laptop is removed')).toBeVisible();
  const audited = await page.request.get(local('/api/trpc/activity.list?input=%7B%7D'));
  const text = await audited.text();
  for (const sentence of [
    'added the passkey \\"laptop\\"',
    'signed in with a passkey',
    'removed the passkey',
  ]) {
    expect(text).toContain(sentence);
  }
  await context.clearCookies();
  await page.goto(local('/login'));
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByText(/This passkey is not known here/)).toBeVisible();
  await context.close();
});

test('the keys that Overlane made are shown and renewed, and a new one is not used before it is let in', async ({
  page,
}) => {
  await asAdmin(page, '/settings');
  await overlane(stack, ['key', 'show']);
  await page.reload();
  const key = page.getByTestId('ssh-key');
  await expect(key.getByText('Of this installation')).toBeVisible();
  await key.getByRole('button', { name: 'Renew…' }).click();
  await expect(key.getByText('A new key is ready')).toBeVisible();
  await key.scrollIntoViewIfNeeded();
  await look(page, 'ssh-keys');
  const { stdout: before } = await overlane(stack, ['key', 'show']);
  await key.getByRole('button', { name: 'Change over' }).click();
  await expect(key.getByRole('button', { name: 'Renew…' })).toBeVisible();
  const { stdout: after } = await overlane(stack, ['key', 'show']);
  expect(after).toMatch(/^ssh-ed25519 .* overlane\n$/);
  expect(after).not.toBe(before);
  await page.goto(`${stack.url}/hosts`);
  await page
    .getByRole('button', { name: /Add a host/ })
    .first()
    .click();
  await page.getByLabel('User').fill('deploy');
  await page
    .getByRole('combobox', { name: 'Sign in with' })
    .or(page.getByLabel('Sign in with'))
    .first()
    .click();
  await page.getByRole('option', { name: /for this host alone/ }).click();
  await expect(page.getByText(/deploy ALL=\(root\) NOPASSWD: \/bin\/sh/)).toBeVisible();
  await expect(page.getByText(/^ssh-ed25519 /)).toBeVisible();
  await look(page, 'host-form');
});
