import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { expect, test } from '@playwright/test';
import { overlane } from './support/command';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ timeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'overlane-e2e-tls-'));
const at = (name: string) => join(folder, name);
let stack: Stack;

/** A certificate for localhost that is its own authority. */
function make(name: string): void {
  const argv = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-days', '2', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost'];
  const made = spawnSync('openssl', [
    ...argv,
    ...names,
    '-out',
    at(`${name}.crt`),
    '-keyout',
    at(`${name}.key`),
  ]);
  expect(made.status).toBe(0);
}

test.beforeAll(async () => {
  make('first');
  make('second');
  for (const end of ['crt', 'key']) copyFileSync(at(`first.${end}`), at(`used.${end}`));
  stack = await startStack({
    hosts: 0,
    name: 'tls',
    origin: 'https://localhost',
    environment: { OVERLANE_TLS_CERT: at('used.crt'), OVERLANE_TLS_KEY: at('used.key') },
  });
});
test.afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Answer = { status: number; headers: NodeJS.Dict<string | string[]>; by: string };

/** One request whose certificate is checked against the one that is expected. */
function ask(path: string, ca: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { port } = new URL(stack.url);
  return new Promise((resolve, reject) => {
    const asking = request({
      host: '127.0.0.1',
      servername: 'localhost',
      port,
      path,
      agent: false,
      ca: readFileSync(at(ca)),
      headers: { host: `localhost:${port}`, ...headers },
    });
    asking.on('response', (answer) => {
      const by = (answer.socket as TLSSocket).getPeerCertificate().subject.CN;
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, by: String(by) });
    });
    asking.on('error', reject);
    asking.end();
  });
}

test('pages and the API are served under the certificate that is given, and never again without', async ({
  browser,
}) => {
  const page = await ask('/login', 'first.crt');
  expect(page).toMatchObject({ status: 200, by: 'first' });
  const health = await ask('/api/health', 'first.crt');
  for (const { headers } of [page, health]) {
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
  await expect(ask('/login', 'second.crt')).rejects.toThrow(/certificate/);
  await expect(fetch(stack.url.replace('https:', 'http:'))).rejects.toThrow();

  const { stdout } = await overlane(stack, ['login-link'], '', {
    OVERLANE_URL: stack.url.replace('127.0.0.1', 'localhost'),
    NODE_EXTRA_CA_CERTS: at('first.crt'),
  });
  expect(stdout).toContain('https://localhost:');
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const signedIn = await context.newPage();
  await signedIn.goto(stdout.trim());
  await expect(signedIn.getByTestId('apply')).toBeVisible();
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: '__Host-overlane', secure: true, httpOnly: true });
  await context.close();
});

test('a new certificate is taken without a start, and a half that does not fit is not', async () => {
  renameSync(at('second.crt'), at('used.crt'));
  // Its key comes later: until then the one before answers, which is seen on more than one look at the files.
  const until = Date.now() + 5_000;
  while (Date.now() < until) expect(await ask('/api/health', 'first.crt')).toMatchObject({ by: 'first' });
  renameSync(at('second.key'), at('used.key'));
  await expect
    .poll(async () => (await ask('/api/health', 'used.crt').catch(() => null))?.by, { timeout: 8_000 })
    .toBe('second');
});
