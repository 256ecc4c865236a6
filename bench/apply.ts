import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnAt } from '../lab/exec';
import { execInHost } from '../lab/lab';
import { type Rig, startRig } from '../server/controller/rig.testing';
import { loadIntent } from '../server/intent/load';
import { parseFabricFile } from '../server/model/fabric-file/parse';
import { wantedIntent } from '../server/model/fabric-file/wanted';
import { batchSections } from '../server/push/sections';
import { renderJob } from '../server/ssh/script';
import { overControlMaster, overOneSsh } from './support/seed-script';
import { figures, ratio, spread } from './support/spread';

const ROUNDS = Number(process.env.OVERLANE_BENCH_ROUNDS ?? 7);
const SEED = readFileSync('lab/seed.yaml', 'utf8');
const NOTHING = 'tenants: {}\n';
const HOSTS = ['node01', 'node02'];

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** From the commit of a change to the read-back of every host at its revision; the SSH sessions are open. */
async function overlane(rig: Rig, file: string): Promise<number> {
  return timed(await rig.prepared(file));
}

async function empty(rig: Rig): Promise<void> {
  await rig.commitFile(NOTHING);
  await rig.settled();
}

/** Removes what was built by hand: namespaces take their veth pairs with them. */
async function sweep(rig: Rig): Promise<void> {
  for (const host of HOSTS) {
    const place = { stateDir: rig.stateDir, host };
    for (const name of ['microsoft', 'apple'])
      await execInHost({ ...place, argv: ['ip', 'netns', 'del', name] });
    for (const name of ['msft-br', 'aapl-br', 'msft-vxl-10', 'aapl-vxl-20']) {
      await execInHost({ ...place, argv: ['ip', 'link', 'del', 'dev', name] });
    }
  }
}

async function seedScenario(rig: Rig): Promise<void> {
  const knownHosts = join(rig.stateDir, 'bench-known-hosts');
  writeFileSync(knownHosts, rig.lab.hosts.map((host) => `${host.address} ${host.hostKey}\n`).join(''));
  const ours: number[] = [];
  const script: number[] = [];
  const master: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const a = await overlane(rig, SEED);
    await empty(rig);
    // Nobody else works on the hosts while the others are measured, and our sessions are open again before we are.
    await rig.controller.stop();
    const b = await timed(() => Promise.all(rig.lab.hosts.map((host) => overOneSsh(host, knownHosts))));
    await sweep(rig);
    const c = await timed(() =>
      Promise.all(rig.lab.hosts.map((host) => overControlMaster(host, knownHosts))),
    );
    await sweep(rig);
    await rig.restart();
    await rig.settled();
    // The first round warms up: code is compiled, pages are mapped.
    if (round === 0) continue;
    ours.push(a);
    script.push(b);
    master.push(c);
  }
  console.log(`
The seed's scenario, 2 hosts, 2 tenants; ms, median (least–most) of ${ROUNDS} interleaved rounds
  Overlane, commit to read-back of both hosts   ${figures(spread(ours))}
  the seed's script over one ssh per host       ${figures(spread(script))}
  a command each over ControlMaster             ${figures(spread(master))}
  ratio Overlane / script                       ${ratio(ours, script)}   aim: under 0.50
  ratio Overlane / ControlMaster                ${ratio(ours, master)}`);
}

function tenants(count: number): string {
  const list = Array.from({ length: count }, (_, n) =>
    [
      `  tenant${n}:`,
      `    prefix: t${n}`,
      `    networks: { default: { vni: ${1000 + n}, subnets: [10.1.0.0/24] } }`,
      '    endpoints:',
      '      - { host: node01, network: default, address: 10.1.0.4 }',
      '      - { host: node02, network: default, address: 10.1.0.5 }',
    ].join('\n'),
  );
  return `tenants:\n${list.join('\n')}\n`;
}

type LocalScript = { host: string; stdin: string };

/** The batches that Overlane would send, as a script for a local shell. */
async function localScripts(rig: Rig, file: string): Promise<LocalScript[]> {
  const parsed = parseFabricFile(file).file;
  if (!parsed) throw new Error('the file is wrong');
  const current = await loadIntent();
  const { intent } = wantedIntent(current, parsed);
  return rig.controller.preview({ ...intent, revision: current.revision + 1 }).map(({ hostId, plan }) => {
    if (!plan) throw new Error('a host was not read');
    const sections = batchSections(plan.batches, null, null).map(({ section }) => section);
    const host = intent.hosts.find((one) => one.id === hostId)?.name ?? '';
    return { host, stdin: renderJob({ sections, timeoutMs: 60_000 }, 'benchmark0', 'root').stdin };
  });
}

/** No SSH, no plan, no read-back: a shell on each host, side by side. */
async function runLocally(rig: Rig, scripts: readonly LocalScript[]): Promise<void> {
  const pids = new Map(rig.lab.hosts.map((host) => [host.name, host.pid]));
  await Promise.all(
    scripts.map(async ({ host, stdin }) => {
      const child = spawnAt(pids.get(host) ?? 0, ['sh'], ['pipe', 'ignore', 'ignore']);
      child.stdin?.end(stdin);
      await once(child, 'close');
    }),
  );
}

/** Throws where the local run did not build what it was to build: a figure of nothing is none. */
async function expectBuilt(rig: Rig, tenants: number): Promise<void> {
  for (const host of HOSTS) {
    const { stdout } = await execInHost({
      stateDir: rig.stateDir,
      host,
      argv: ['ip', '-o', 'link', 'show', 'group', '7652'],
    });
    const links = stdout.split('\n').filter(Boolean).length;
    if (links !== tenants * 3) throw new Error(`${host} has ${links} links of ours, not ${tenants * 3}`);
  }
}

async function hundredTenants(rig: Rig): Promise<void> {
  const file = tenants(100);
  const ours: number[] = [];
  const local: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const a = await overlane(rig, file);
    await empty(rig);
    const scripts = await localScripts(rig, file);
    await rig.controller.stop();
    const b = await timed(() => runLocally(rig, scripts));
    await expectBuilt(rig, 100);
    for (const host of HOSTS) {
      const argv = [
        'sh',
        '-c',
        'ip -o netns list | while read -r n _; do ip netns del "$n"; done; ip link del group 7652',
      ];
      await execInHost({ stateDir: rig.stateDir, host, argv });
    }
    await rig.restart();
    await rig.settled();
    if (round === 0) continue;
    ours.push(a);
    local.push(b);
  }
  console.log(`
2 hosts × 100 tenants; ms, median (least–most) of ${ROUNDS} interleaved rounds
  Overlane, commit to read-back of both hosts   ${figures(spread(ours))}
  the same batch run locally on the hosts       ${figures(spread(local))}
  ratio                                         ${ratio(ours, local)}   aim: at most 1.30`);
}

const rig = await startRig({ hosts: 2 });
try {
  await rig.settled();
  await seedScenario(rig);
  await hundredTenants(rig);
} finally {
  await rig.stop();
}
process.exit(0);
