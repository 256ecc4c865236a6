import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import config from '../../../playwright.config';
import { shellStrings } from '../../../server/launch/shell-strings';
import { type Attempt, attempt } from '../attempt';
import { MARKUP, type World } from '../world';

/** What a login may do to what we run there: none of it is ours to refuse, and none of it may matter. */
const LOGINS: [what: string, path: string, text: string][] = [
  ['a profile that prints', '.bashrc', 'echo "{ not JSON"; echo hm >&2\n'],
  ['a BASH_ENV', '.ssh/environment', 'BASH_ENV=/root/.bashrc\nLD_PRELOAD=/nowhere.so\nPATH=/nowhere\n'],
  ['an sshrc that prints', '.ssh/rc', 'echo noise\n'],
];

/** Of a ping by an operator, the line that only a whole one has. */
async function pings(world: World): Promise<string | null> {
  const input = { endpointId: world.first.id, target: { address: '10.1.0.5' }, count: 1 };
  const path = `/api/trpc/ping.run?input=${encodeURIComponent(JSON.stringify(input))}`;
  const { text } = await world.send({ path, headers: world.headersOf('operator') }, (all) =>
    all.includes('"kind":"end"'),
  );
  return text.includes('1 received') ? null : `a ping there does not work: ${text.slice(-300)}`;
}

const TEXTS_OF_SHELLS = [
  "import { exec } from 'node:child_process'; exec('ip link show ' + name);",
  "import * as child from 'node:child_process'; child.execSync(line);",
  "spawn('ip', ['link'], { shell: true });",
  "spawn('sh', ['-c', 'echo ' + name]);",
  "ssh.execCommand('ip link show ' + name);",
];

export const HOSTILE: readonly Attempt[] = [
  ...TEXTS_OF_SHELLS.map((text) =>
    attempt(7, `a shell string in the sources: ${text.slice(0, 40)}…`, async () =>
      shellStrings('planted.ts', text).length > 0 ? null : 'the rule passes it by',
    ),
  ),
  ...LOGINS.map(([what, path, text]) =>
    attempt(7, what, async (world) => {
      const home = (await world.on('node01', 'sh', '-c', 'echo "$HOME"')).trim();
      await world.on('node01', 'mkdir', '-p', `${home}/.ssh`);
      await world.on('node01', 'sh', '-c', 'printf %s "$2" >"$1"', 'sh', `${home}/${path}`, text);
      try {
        await world.must('operator', 'hosts.reread', { hostId: world.node01.id });
        return await pings(world);
      } finally {
        await world.on('node01', 'rm', '-f', `${home}/${path}`);
      }
    }),
  ),
  attempt(8, 'an alias of markup and colours, on every page', async (world) => {
    const browser = await chromium.launch(config.use?.launchOptions);
    try {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const [name = '', value = ''] = (world.cookies.admin ?? '').split(/=(.*)/s);
      await context.addCookies([{ name, value, url: world.url }]);
      const page = await context.newPage();
      for (const path of ['/', '/hosts', '/ops']) {
        await page.goto(`${world.url}${path}`);
        await page.getByText('node01').first().waitFor();
        const run = await page.evaluate('globalThis.overtaken');
        const elements = await page.locator('img[src=x]').count();
        if (run !== undefined || elements > 0) return `${path} took it for markup`;
      }
      return null;
    } finally {
      await browser.close();
    }
  }),
  attempt(8, 'the alias is told as it is: the look is able to see it', async (world) =>
    JSON.stringify(await world.hosts()).includes(MARKUP) ? null : 'the API does not tell of it',
  ),
  attempt(8, 'colours of a host in the log of the product', async (world) =>
    readFileSync(world.stack.log, 'utf8').includes(`\u001b[31m${MARKUP}`) ? 'they are there' : null,
  ),
];
