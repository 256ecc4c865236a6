import { existsSync } from 'node:fs';
import { chromium, defineConfig } from '@playwright/test';

const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'e2e',
  // Apart from the other reports, since Playwright empties it first.
  outputDir: 'test-results/e2e',
  // The lab, the database and the port are one.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      // Debian's, only where Playwright's own is absent.
      ...(existsSync(chromium.executablePath()) ? {} : { executablePath: '/usr/bin/chromium' }),
      // Chromium refuses a sandbox to root.
      chromiumSandbox: !isRoot,
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
        '--font-render-hinting=none',
      ],
    },
  },
});
