/** What can be done with a lab, a function for each verb. A lab is known by its folder, `stateDir`. */

import { readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { type HostPlan, MACHINE_ADDRESS, MANAGEMENT_LINK, planHosts, UNDERLAY_DEVICE } from './addresses';
import { type Booted, finishBoot, requestHosts } from './boot';
import { batch, inFabric, unplugHost } from './cables';
import { LabError } from './error';
import { type ExecResult, type HostStdio, runAt } from './exec';
import { endFabric, type Fabric, kill, linkMachine, startFabric } from './fabric';
import { type LabKeys, prepareFolder, removeFifos } from './folder';
import { alone } from './lock';
import { refuseObstacle } from './obstacle';
import { claimPrefix, isOwnedBy, linkOwner } from './prefix';
import { isAlive, machineBootId } from './process';
import { homeOfRoot } from './root-home';
import { asRoot, must, run } from './run';
import { type LabHostRecord, type LabRecord, readRecord, removeRecord, writeRecord } from './state';
import { Switchboard } from './switchboard';
import { waitUntil } from './wait';

/** `cut`: its management cable is down. `down`: its first process ended; `rebootHost` brings it back. */
export type LabHostState = 'up' | 'cut' | 'down';

export interface LabHost extends LabHostRecord {
  state: LabHostState;
  /** The host's first process, as the machine numbers it. */
  pid: number;
}

export interface RunningLab {
  state: 'up';
  folder: string;
  /** Whether the management link ends in the caller's network namespace, so that ssh reaches the hosts. */
  isReachable: boolean;
  /** The lab's first process: all of it ends with that. */
  pid: number;
  startedAt: string;
  management: { device: string; address: string };
  hosts: LabHost[];
}

/** `starting`: another process is bringing it up, or died while it did; `labUp` and `labDown` see to the latter. */
export type LabStatus =
  | RunningLab
  | { state: 'starting'; folder: string }
  | { state: 'none'; folder: string };

export interface LabPlace {
  /** The lab's folder: `<OVERLANE_DATA or ./.overlane>/lab`. Relative paths are taken from the caller's folder. */
  stateDir: string;
}

export interface HostPlace extends LabPlace {
  /** Its name: node01, node02, … */
  host: string;
}

/**
 * Brings a lab up and returns when every sshd listens. The lab outlives the caller. If one of as many hosts runs
 * from this folder already, that is the answer.
 * @param hosts 1 to 253
 * @param signal gives up and ends what was started
 * @throws LabError as refuseObstacle, claimPrefix and finishBoot say; `already-up` for another number of hosts
 */
export async function labUp({
  hosts,
  stateDir,
  signal,
}: LabPlace & { hosts: number; signal?: AbortSignal }): Promise<RunningLab> {
  const plans = planHosts(hosts);
  const folder = resolve(stateDir);
  await refuseObstacle();
  return alone(folder, async () => {
    const found = await readRecord(folder);
    if (found?.phase === 'up') {
      return describe(foundAgain(found, hosts));
    }
    await endRemains(folder, found);
    await claimPrefix();
    const keys = await prepareFolder(folder, plans);
    const board = new Switchboard(folder);
    let fabric: Fabric | undefined;
    try {
      const bootIds = requestHosts(board, plans);
      fabric = await startFabric(board, signal);
      const record = newRecord(folder, fabric);
      await writeRecord(record);
      await linkMachine(folder, fabric);
      const booted = await finishBoot(board, fabric.fabric.pid, plans, bootIds, {
        cut: new Set(),
        gone: fabric.gone,
      });
      const up: LabRecord = {
        ...record,
        phase: 'up',
        hosts: plans.map((plan) => hostRecord(plan, keys, booted.get(plan.name) as Booted)),
      };
      await writeRecord(up);
      return await describe(up);
    } catch (error) {
      if (fabric) {
        await endFabric({ ...fabric, folder });
        await removeRecord(folder);
      }
      throw error;
    } finally {
      board.close();
    }
  });
}

/**
 * Ends the lab of this folder and returns when its links, mounts and processes are gone. Keys stay, so that a next
 * lab here is the same to whoever pinned them.
 * @returns whether there was one
 * @throws LabError `would-not-end`
 */
export async function labDown({ stateDir }: LabPlace): Promise<boolean> {
  const folder = resolve(stateDir);
  return alone(folder, async () => {
    const ended = await endRemains(folder, await readRecord(folder));
    await removeFifos(folder);
    return ended;
  });
}

/** What runs from this folder, read from the kernel now. Removes the record of a lab that has ended. */
export async function labStatus({ stateDir }: LabPlace): Promise<LabStatus> {
  const folder = resolve(stateDir);
  const record = await readRecord(folder);
  if (!record) {
    return { state: 'none', folder };
  }
  return record.phase === 'up' ? describe(record) : { state: 'starting', folder };
}

/**
 * Runs a program as root in a host, cut or not.
 * @param argv the program and its words; no shell reads them
 * @param stdio by default nothing is given and the outputs are returned
 * @param signal ends the program early
 * @throws LabError `not-up`, `unknown-host`, `host-down`
 */
export async function execInHost({
  stateDir,
  host,
  argv,
  stdio = {},
  signal,
}: HostPlace & { argv: readonly string[]; stdio?: HostStdio; signal?: AbortSignal }): Promise<ExecResult> {
  const { pid } = await livingHost({ stateDir, host });
  return runAt(pid, argv, stdio, signal);
}

/**
 * Ends a host with all its kernel state and starts it again: same name, keys, addresses and MACs, another boot id.
 * A cut cable stays cut; a slow host is slow no more. Returns when its sshd listens.
 * @throws LabError `not-up`, `unknown-host`, `host-failed`
 */
export async function rebootHost({ stateDir, host }: HostPlace): Promise<LabHost> {
  return changing({ stateDir, host }, async (record, old, plan) => {
    const fabricPid = record.fabric.pid;
    const cut = (await cutPorts(record)).has(plan.managementPort) ? new Set([host]) : new Set<string>();
    await kill(old.process);
    if (!(await waitUntil(() => !isAlive(old.process), { everyMs: 5, atMostMs: 10_000 }))) {
      throw new LabError('would-not-end', `The first process of ${host} does not end.`);
    }
    // -force: of a host that had ended by itself, the kernel has removed them.
    await run(asRoot(inFabric(fabricPid, ['-force', '-batch', '-'])), batch(unplugHost(plan)));
    const board = new Switchboard(record.folder);
    try {
      const bootIds = requestHosts(board, [plan]);
      const gone = new Promise<never>(() => {});
      const booted = await finishBoot(board, fabricPid, [plan], bootIds, { cut, gone });
      return { ...old, ...(booted.get(host) as Booted), slowMs: 0 };
    } finally {
      board.close();
    }
  });
}

/** Takes a host's management cable down, and only that: no answer and no reset reaches the machine. */
export async function cutHost(place: HostPlace): Promise<LabHost> {
  return setCable(place, 'down');
}

/** Brings a host's management cable up again. */
export async function mendHost(place: HostPlace): Promise<LabHost> {
  return setCable(place, 'up');
}

/**
 * Makes each ssh session of a host wait before its command, as a slow login shell does; the handshake stays fast.
 * @param ms 0 to 600 000; 0 ends it, as a reboot does
 * @throws LabError `not-up`, `unknown-host`, `host-down`
 */
export async function slowHost({ ms, ...place }: HostPlace & { ms: number }): Promise<LabHost> {
  if (!Number.isInteger(ms) || ms < 0 || ms > 600_000) {
    throw new LabError('bad-delay', `A host can be slow by 0 to 600000 ms, not ${ms}.`);
  }
  return changing(place, async (record, host) => {
    const { pid } = alive(record, host);
    // sshd runs this file before the command of each session (sshd(8), SSHRC).
    const folder = `${homeOfRoot()}/.ssh`;
    const steps: { argv: string[]; input?: string }[] =
      ms === 0
        ? [{ argv: ['rm', '-f', `${folder}/rc`] }]
        : [
            { argv: ['mkdir', '-p', folder] },
            { argv: ['tee', `${folder}/rc`], input: `sleep ${ms / 1000}\n` },
          ];
    for (const { argv, input } of steps) {
      const ran = await runAt(pid, argv, { input });
      if (ran.status !== 0) {
        throw new LabError('command-failed', `${host.name} could not be slowed: ${ran.stderr.trim()}`);
      }
    }
    return { ...host, slowMs: ms };
  });
}

async function setCable(place: HostPlace, to: 'up' | 'down'): Promise<LabHost> {
  return changing(place, async (record, host, plan) => {
    await must(inFabric(alive(record, host).fabricPid, ['link', 'set', 'dev', plan.managementPort, to]));
    return host;
  });
}

/** Changes one host while no other command changes the lab, and keeps what comes out. */
async function changing(
  { stateDir, host: name }: HostPlace,
  work: (record: LabRecord, host: LabHostRecord, plan: HostPlan) => Promise<LabHostRecord>,
): Promise<LabHost> {
  const folder = resolve(stateDir);
  return alone(folder, async () => {
    const record = await runningRecord(folder);
    const host = hostNamed(record, name);
    const plan = planHosts(record.hosts.length).find((candidate) => candidate.name === name) as HostPlan;
    const changed = await work(record, host, plan);
    const hosts = record.hosts.map((each) => (each === host ? changed : each));
    await writeRecord({ ...record, hosts });
    const { hosts: described } = await describe({ ...record, hosts });
    return described.find((each) => each.name === name) as LabHost;
  });
}

async function runningRecord(folder: string): Promise<LabRecord> {
  const record = await readRecord(folder);
  if (record?.phase !== 'up') {
    throw new LabError('not-up', `No lab runs from ${folder}.`, 'Start one with `overlane lab up`.');
  }
  return record;
}

function hostNamed(record: LabRecord, name: string): LabHostRecord {
  const host = record.hosts.find((each) => each.name === name);
  if (!host) {
    const names = record.hosts.map((each) => each.name);
    const known = names.length > 3 ? `${names[0]} to ${names.at(-1)}` : names.join(', ');
    throw new LabError('unknown-host', `There is no host ${name} in this lab.`, `It has ${known}.`);
  }
  return host;
}

async function livingHost({ stateDir, host }: HostPlace): Promise<{ pid: number }> {
  const record = await runningRecord(resolve(stateDir));
  return alive(record, hostNamed(record, host));
}

function alive(record: LabRecord, host: LabHostRecord): { pid: number; fabricPid: number } {
  if (!isAlive(host.process)) {
    const remedy = `Bring it back with \`overlane lab reboot ${host.name}\`.`;
    throw new LabError('host-down', `The first process of ${host.name} has ended.`, remedy);
  }
  return { pid: host.process.pid, fabricPid: record.fabric.pid };
}

function foundAgain(record: LabRecord, hosts: number): LabRecord {
  if (record.networkNamespace !== ownNetworkNamespace()) {
    throw new LabError(
      'other-namespace',
      `The lab of ${record.folder} runs in another network namespace.`,
      'Use another folder here, or end that lab with `overlane lab down`.',
    );
  }
  if (record.hosts.length !== hosts) {
    throw new LabError(
      'already-up',
      `A lab of ${record.hosts.length} hosts runs from ${record.folder}, not of ${hosts}.`,
      'End it with `overlane lab down` first.',
    );
  }
  return record;
}

/** Ends what runs from this folder, also if only the management link still knows of it. */
async function endRemains(folder: string, record: LabRecord | null): Promise<boolean> {
  const owner = record ? null : await linkOwner();
  if (record) {
    await endFabric(record);
  } else if (owner && owner !== 'stranger' && isOwnedBy(owner, folder) && isAlive(owner.first)) {
    await endFabric({ first: owner.first, fabric: owner.first, folder });
  } else {
    return false;
  }
  await removeRecord(folder);
  return true;
}

async function describe(record: LabRecord): Promise<RunningLab> {
  const cut = await cutPorts(record);
  const stateOf = (host: LabHostRecord, plan: HostPlan | undefined): LabHostState => {
    if (!isAlive(host.process)) {
      return 'down';
    }
    return plan && cut.has(plan.managementPort) ? 'cut' : 'up';
  };
  const plans = planHosts(record.hosts.length);
  return {
    state: 'up',
    folder: record.folder,
    isReachable: record.networkNamespace === ownNetworkNamespace(),
    pid: record.first.pid,
    startedAt: record.startedAt,
    management: record.management,
    hosts: record.hosts.map((host, index) => ({
      ...host,
      state: stateOf(host, plans[index]),
      pid: host.process.pid,
    })),
  };
}

/** Names of the fabric's ports that are down. */
async function cutPorts(record: LabRecord): Promise<Set<string>> {
  const shown = await must(inFabric(record.fabric.pid, ['-j', 'link', 'show']));
  const links = JSON.parse(shown) as { ifname: string; flags: string[] }[];
  return new Set(links.filter(({ flags }) => !flags.includes('UP')).map(({ ifname }) => ifname));
}

function newRecord(folder: string, { first, fabric }: Fabric): LabRecord {
  return {
    version: 1,
    phase: 'starting',
    folder,
    startedAt: new Date().toISOString(),
    machineBootId: machineBootId(),
    networkNamespace: ownNetworkNamespace(),
    first,
    fabric,
    management: { device: MANAGEMENT_LINK, address: MACHINE_ADDRESS },
    hosts: [],
  };
}

function hostRecord(plan: HostPlan, keys: LabKeys, booted: Booted): LabHostRecord {
  const hostKey = keys.hostKeys.get(plan.name);
  return {
    name: plan.name,
    address: plan.management,
    port: 22,
    user: 'root',
    privateKeyPath: keys.privateKeyPath,
    hostKey: hostKey?.line ?? '',
    hostKeyFingerprint: hostKey?.fingerprint ?? '',
    underlay: { device: UNDERLAY_DEVICE, address: plan.underlay, prefixLength: 16 },
    bootId: booted.bootId,
    process: booted.process,
    slowMs: 0,
  };
}

const ownNetworkNamespace = () => readlinkSync('/proc/self/ns/net');
