import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../lab/wait';
import type { HostLink } from '../server/controller/host-link';
import { startRig } from '../server/controller/rig.testing';
import { dataFolder } from '../server/db/folder';
import { loadIntent } from '../server/intent/load';
import { observe } from '../server/observe/observe';
import { bareLinks } from './support/bare-links';
import { POLL_SOCKETS, Poller } from './support/poller';
import { ratio, spread } from './support/spread';
import { sshCpuMs } from './support/ssh-cpu';
import { twoTenants } from './support/two-tenants';

/**
 * What it costs the controller to watch 50 hosts on which nothing happens, beside a complete read of each every second
 * in the same process, and beside the peers’ poll.
 */

const HOSTS = Number(process.env.OVERLANE_BENCH_HOSTS ?? 50);
const ROUNDS = Number(process.env.OVERLANE_BENCH_ROUNDS ?? 3);
/** Milliseconds: a complete read of every host comes once or twice. */
const IDLE = 60_000;
const POLLED = 10_000;
const QUIET = 3_000;
/** Milliseconds without work before what is idle is measured: what the polls left for the collector is no cost of it. */
const REST = 20_000;

const TENANTS = ['microsoft', 'apple'];

/** Per cent of one core that this process uses while `work` goes on. */
async function share(work: () => Promise<void>): Promise<number> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 10 / (performance.now() - begun);
}

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });

/** Sessions of the poll's own, open only while it goes on: keeping these alive is no cost of Overlane's. */
async function openLinks(): Promise<Map<string, HostLink>> {
  const open = await bareLinks();
  const links = new Map<string, HostLink>();
  for (const host of (await loadIntent()).hosts) links.set(host.id, await open(host));
  return links;
}

/** Open sessions and the same parsers, without events: everything is read each second. */
async function pollEverySecond(links: ReadonlyMap<string, HostLink>): Promise<number> {
  let reads = 0;
  const until = performance.now() + POLLED;
  await Promise.all(
    [...links].map(async ([hostId, { runner }]) => {
      await pause(Math.random() * 1000);
      while (performance.now() < until) {
        const next = performance.now() + 1000;
        await observe(runner, hostId, Date.now, TENANTS);
        reads += 1;
        await pause(Math.max(0, next - performance.now()));
      }
    }),
  );
  return reads;
}

/** The peers' way: `ip -j link` by the system's ssh, over a connection that is kept. @returns polls a second, and % of one core of ssh itself */
async function pollBySsh(): Promise<{ polls: number; share: number }> {
  let polls = 0;
  const knownHosts = join(dataFolder(), 'known-hosts');
  writeFileSync(knownHosts, rig.lab.hosts.map((host) => `${host.address} ${host.hostKey}\n`).join(''));
  const pollers = rig.lab.hosts.map(
    (host) =>
      new Poller(host, knownHosts, () => {
        polls += 1;
      }),
  );
  await Promise.all(pollers.map((poller) => poller.start()));
  polls = 0;
  const cpu = sshCpuMs(POLL_SOCKETS);
  const begun = performance.now();
  await pause(POLLED);
  const took = performance.now() - begun;
  const share = ((sshCpuMs(POLL_SOCKETS) - cpu) / took) * 100;
  await Promise.all(pollers.map((poller) => poller.stop()));
  return { polls: (polls / took) * 1000, share };
}

const rig = await startRig({ hosts: HOSTS });
try {
  await rig.settled();
  await rig.commitFile(twoTenants(rig.lab.hosts.map((host) => host.name)));
  await rig.settled();
  // New interfaces solicit routers and report groups for a while, which every bridge of the fabric learns from.
  await calm();
  const idle: number[] = [];
  const polled: number[] = [];
  const reads: number[] = [];
  const peers: number[] = [];
  const peerPolls: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await pause(REST);
    idle.push(await share(() => pause(IDLE)));
    // The idle loops go on meanwhile: the little that they take counts against us.
    const links = await openLinks();
    polled.push(
      await share(async () => {
        reads.push((await pollEverySecond(links)) / (POLLED / 1000));
      }),
    );
    for (const link of links.values()) link.close();
    const { polls, share: bySsh } = await pollBySsh();
    peers.push(bySsh);
    peerPolls.push(polls);
  }
  console.log(`
${HOSTS} hosts, 2 tenants on each, nothing happens; % of one core of the controller, median (least–most) of ${ROUNDS} rounds
  Overlane, from kernel events              ${figures1(idle)}   aim: at most 5
  a complete read of each host each second  ${figures1(polled)}   (${figures1(reads)} reads a second came about)
  ratio                                     ${ratio(polled, idle)}
  the peers' way: ip -j link by ssh         ${figures1(peers)}   (${figures1(peerPolls)} polls a second came about; nothing is parsed)
  ratio                                     ${ratio(peers, idle)}   aim: at least 20`);
} finally {
  await rig.stop();
}
process.exit(0);

/** Resolves when no host said anything new for a while. */
async function calm(): Promise<void> {
  let last = performance.now();
  const stop = new AbortController();
  const listening = (async () => {
    for await (const { kind } of rig.controller.watch(null, stop.signal)) {
      if (kind === 'observed') last = performance.now();
    }
  })();
  const isCalm = await waitUntil(() => performance.now() - last > QUIET, { everyMs: 100, atMostMs: 300_000 });
  stop.abort();
  await listening.catch(() => {});
  console.log(isCalm ? 'the hosts are calm' : 'the hosts did not become calm');
}

function figures1(values: readonly number[]): string {
  const { least, median, most } = spread(values);
  return `${median.toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)})`;
}
