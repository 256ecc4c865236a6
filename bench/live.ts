import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { overlane } from '../e2e/support/command';
import { signIn } from '../e2e/support/console';
import { startStack } from '../e2e/support/stack';
import { spawnAt } from '../lab/exec';
import config from '../playwright.config';
import { Poller } from './support/poller';
import { figures, p95, spread } from './support/spread';
import { twoTenants } from './support/two-tenants';

/** A change in a host's kernel until the open page shows it, beside the peers' way: a poll each second by ssh. */

const HOSTS = 16;
const CHANGES = Number(process.env.OVERLANE_BENCH_CHANGES ?? 200);
const PEERS = Math.min(CHANGES, 60);
/** Changes in a row by the same means: the two take turns. */
const TURN = 10;
const PATIENCE = 15_000;

type Change = { host: string; line: string; health: 'healthy' | 'failed' | 'degraded'; device: string };

const nameOf = (n: number) => `node${String(n).padStart(2, '0')}`;

/** As text: what the loader does to functions would not run on the page. */
const NOTE_HEALTH = `{
  const seen = (window.overlaneSeen = {});
  const note = (element) => {
    const id = element.getAttribute('data-testid') ?? '';
    const health = element.getAttribute('data-health') ?? '';
    if (id.startsWith('host-node') && seen[id]?.health !== health) seen[id] = { health, at: Date.now() };
  };
  for (const element of document.querySelectorAll('[data-testid^="host-node"]')) note(element);
  new MutationObserver((records) => {
    for (const { target } of records) if (target instanceof Element) note(target);
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-health'] });
}`;

const stack = await startStack({ hosts: HOSTS, name: 'bench-live' });
const browser = await chromium.launch(config.use?.launchOptions);
try {
  const file = join(stack.dataDir, 'fabric.yaml');
  writeFileSync(file, twoTenants(Array.from({ length: HOSTS }, (_, n) => nameOf(n + 1))));
  const applied = await overlane(stack, ['apply', '-f', file]);
  if (applied.status !== 0) throw new Error(applied.stderr);
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await signIn(page, stack.signInLink);
  await watchHealth(page);

  const lab = stack.lab;
  if (!lab) throw new Error('there is no lab');
  const writers = new Map(
    lab.hosts.map((host) => [
      host.name,
      spawnAt(host.pid, ['ip', '-batch', '-'], ['pipe', 'ignore', 'inherit']),
    ]),
  );
  const make = (change: Change): number => {
    const at = Date.now();
    writers.get(change.host)?.stdin?.write(`${change.line}\n`);
    return at;
  };

  const knownHosts = join(stack.dataDir, 'known-hosts');
  writeFileSync(knownHosts, lab.hosts.map((host) => `${host.address} ${host.hostKey}\n`).join(''));
  const polled = new Map<string, { links: string; wake: () => void }>();
  const pollers = lab.hosts.map(
    (host) =>
      new Poller(host, knownHosts, (links) => {
        const before = polled.get(host.name);
        polled.set(host.name, { links, wake: before?.wake ?? (() => {}) });
        before?.wake();
      }),
  );

  const ours: number[] = [];
  const byKind = new Map<string, number[]>();
  const peers: number[] = [];
  for (let n = 0; n < CHANGES; ) {
    for (let turn = 0; turn < TURN && n < CHANGES; turn++) {
      for (const change of changes()) {
        const at = make(change);
        const ms = (await seenOnPage(page, change, at)) - at;
        ours.push(ms);
        const kind = change.line.replace('link set dev ', '');
        byKind.set(kind, [...(byKind.get(kind) ?? []), ms]);
        n++;
      }
    }
    if (peers.length >= PEERS) continue;
    await Promise.all(pollers.map((poller) => poller.start()));
    for (let turn = 0; turn < TURN / 2; turn++) {
      for (const change of changes()) {
        const at = make(change);
        peers.push((await seenByPoll(polled, change)) - at);
        await seenOnPage(page, change, at);
      }
    }
    await Promise.all(pollers.map((poller) => poller.stop()));
  }
  for (const writer of writers.values()) writer.stdin?.end();

  console.log(`
A change in the kernel of one of ${HOSTS} hosts until it is seen; ms, median (least–most)
  Overlane, in the DOM of an open page   ${figures(spread(ours))}   p95 ${p95(ours).toFixed(0)}   n=${ours.length}   aim: p95 at most 300
  the peers' way, a poll each second     ${figures(spread(peers))}   p95 ${p95(peers).toFixed(0)}   n=${peers.length}`);
  for (const [kind, all] of [...byKind].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(
      `  ${kind.padEnd(37)}  ${figures(spread(all))}   p95 ${p95(all).toFixed(0)}   n=${all.length}`,
    );
  }
} finally {
  await browser.close();
  await stack.stop();
}
process.exit(0);

/** Down and up again, of a random device on a random host. */
function changes(): Change[] {
  const host = nameOf(1 + Math.floor(Math.random() * HOSTS));
  const devices = ['msft-vxl-10', 'aapl-vxl-20', 'msft-veth0', 'aapl-br'];
  const device = devices[Math.floor(Math.random() * devices.length)] ?? '';
  return [
    { host, device, line: `link set dev ${device} down`, health: 'failed' },
    { host, device, line: `link set dev ${device} up`, health: 'healthy' },
  ];
}

/** Notes when the health that a host shows changes, on the clock of this machine, which is also ours. */
async function watchHealth(page: Page): Promise<void> {
  await page
    .locator('[data-testid^="host-node"][data-health="healthy"]')
    .nth(HOSTS - 1)
    .waitFor();
  await page.evaluate(NOTE_HEALTH);
}

/** @returns milliseconds since the epoch */
async function seenOnPage(page: Page, { host, health }: Change, after: number): Promise<number> {
  const handle = await page.waitForFunction(
    ([id, wanted, from]) => {
      const seen = (window as unknown as { overlaneSeen: Record<string, { health: string; at: number }> })
        .overlaneSeen;
      const one = seen[id];
      return one && one.at >= from && (one.health === 'healthy') === (wanted === 'healthy') ? one.at : null;
    },
    [`host-${host}`, health, after] as const,
    { timeout: PATIENCE, polling: 20 },
  );
  return (await handle.jsonValue()) ?? Number.NaN;
}

async function seenByPoll(
  polled: Map<string, { links: string; wake: () => void }>,
  { host, device, health }: Change,
): Promise<number> {
  for (;;) {
    const state = polled.get(host);
    const links = JSON.parse(state?.links ?? '[]') as { ifname: string; flags: string[] }[];
    const up = links.find((link) => link.ifname === device)?.flags.includes('UP');
    if (up === (health === 'healthy')) return Date.now();
    await new Promise<void>((wake) => {
      polled.set(host, { links: state?.links ?? '[]', wake });
    });
  }
}
