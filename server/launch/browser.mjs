import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { must } from './command.mjs';
import { ensurePrograms } from './packages.mjs';
import { pathOf } from './programs.mjs';
import { step } from './progress.mjs';
import { ROOT } from './root.mjs';

/** Sees to it that a Chromium is there: Playwright's own, else Debian's, else Playwright fetches its own. */
export async function ensureBrowser() {
  const { chromium } = createRequire(import.meta.url)('@playwright/test');
  if (existsSync(chromium.executablePath()) || pathOf('chromium')) {
    return null;
  }
  if (pathOf('apt-get') && !isUbuntu()) {
    return ensurePrograms({ chromium: 'chromium' }, { purpose: 'the browser tests' });
  }
  try {
    await step('Chromium', () =>
      must([process.execPath, join(ROOT, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'], {
        sentence: 'Playwright could not fetch Chromium.',
        next: "install Chromium with the system's package manager, or run `npx playwright install chromium` on the open internet.",
      }),
    );
    return null;
  } catch (error) {
    return `no Chromium: ${error.message} ${error.next}`;
  }
}

/** Ubuntu's package chromium is a stub that fetches a snap. */
function isUbuntu() {
  try {
    return /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
