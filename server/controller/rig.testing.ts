import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labDown, labUp, type RunningLab } from '../../lab/lab';
import { keyAudit } from '../db/audit-chain';
import { closeDatabase, startDatabase } from '../db/client';
import { commit } from '../intent/commit';
import { foundFabric } from '../intent/found';
import { loadIntent } from '../intent/load';
import { applyPatch } from '../live/apply-patch';
import { checkIntent } from '../model/check';
import { difference } from '../model/fabric-file/difference';
import { parseFabricFile } from '../model/fabric-file/parse';
import { wantedIntent } from '../model/fabric-file/wanted';
import type { Intent } from '../model/intent';
import { type Operation, operate } from '../model/operation';
import type { Rollout, RolloutSettings } from '../model/rollout';
import type { FabricController } from './fabric-controller';
import type { HostLive } from './face';
import { startController } from './start';

/** A lab, a database and the controller in one process: what lab tests and benchmarks work with. */
export type Rig = {
  lab: RunningLab;
  /** Folder of the lab's state. */
  stateDir: string;
  controller: FabricController;
  /** Commits operations on the present revision and returns it, without waiting for the hosts. */
  commit(operations: Operation[]): Promise<number>;
  /** Commits what makes the fabric equal to the file; null where it is so already. */
  commitFile(text: string): Promise<number | null>;
  /**
   * A commit of what makes the fabric equal to the file, worked out beforehand: it resolves when every host was read
   * back at the new revision, and does nothing else meanwhile that would count as time.
   */
  prepared(text: string): Promise<() => Promise<void>>;
  /**
   * Commits what makes the fabric equal to the file as the API does: to all hosts or none. Resolves when that is decided
   * and done, with what the page was told last.
   */
  together(
    text: string,
    settings: RolloutSettings,
    whileGoing?: (rollout: Rollout) => void,
  ): Promise<Rollout>;
  /** The same, worked out beforehand as with `prepared`. */
  preparedTogether(
    text: string,
    settings: RolloutSettings,
    whileGoing?: (rollout: Rollout) => void,
  ): Promise<() => Promise<Rollout>>;
  /** A commit of what makes the fabric equal to the file, of which the controller of this process is not told. */
  uncontrolled(
    text: string,
    settings?: RolloutSettings,
  ): Promise<{ base: number; revision: number; commit(): Promise<void> }>;
  /** Resolves when every host (or those named) was read back at the present revision or a later one. */
  settled(only?: string[]): Promise<void>;
  /** Resolves with the host's state once `so` holds for it. */
  until(host: string, so: (live: HostLive) => boolean): Promise<HostLive>;
  /** Ends the controller and starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

/** Milliseconds; far beyond what anything here needs, so that a test which waits in vain ends with a sentence. */
const PATIENCE = 60_000;

export async function startRig({ hosts }: { hosts: number }): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'overlane-rig-'));
  const stateDir = join(folder, 'lab');
  process.env.OVERLANE_DATA = folder;
  process.env.OVERLANE_LAB_STATE = stateDir;
  const lab = await labUp({ hosts, stateDir });
  await startDatabase();
  keyAudit('the secret of a test');
  await foundFabric();
  let controller = await startController();

  const commitOperations = async (operations: Operation[]) =>
    commitOn((await loadIntent()).revision, operations);
  const commitOn = async (base: number, operations: Operation[]) => {
    const { revision } = await commit({ base, operations, actor: 'test' });
    await controller.intentChanged();
    return revision;
  };
  const readBack = async (waiting: Set<string>, revision: number) => {
    for await (const event of controller.watch(null, AbortSignal.timeout(PATIENCE))) {
      if (event.kind !== 'host-state') continue;
      const { hostId, state, activeRevision } = event.host;
      if (state === 'ready' && (activeRevision ?? -1) >= revision) waiting.delete(hostId);
      if (waiting.size === 0) return;
    }
    throw new Error(`within ${PATIENCE / 1000} s revision ${revision} was not read back on all hosts`);
  };
  const follow = async (so: (hosts: Map<string, HostLive>) => boolean, what: string) => {
    const stop = AbortSignal.timeout(PATIENCE);
    const lives = new Map<string, HostLive>();
    for await (const event of controller.watch(null, stop)) {
      if (event.kind === 'snapshot') for (const host of event.hosts) lives.set(host.hostId, host);
      else if (event.kind === 'host') lives.set(event.host.hostId, event.host);
      else if (event.kind === 'host-state') {
        lives.set(event.host.hostId, {
          ...event.host,
          observed: lives.get(event.host.hostId)?.observed ?? null,
        });
      } else if (event.kind === 'observed') {
        const live = lives.get(event.patch.hostId);
        if (live?.observed) {
          const observed = applyPatch(live.observed, event.patch);
          lives.set(event.patch.hostId, { ...live, observed, heardAt: event.heardAt });
        }
      }
      if (so(lives)) return lives;
    }
    throw new Error(
      `within ${PATIENCE / 1000} s this did not come: ${what}; ${JSON.stringify(brief([...lives.values()]))}`,
    );
  };
  const rig: Rig = {
    lab,
    stateDir,
    controller,
    commit: commitOperations,
    async commitFile(text) {
      const { current, operations } = await wantedOf(text);
      return operations.length === 0 ? null : commitOn(current.revision, operations);
    },
    async prepared(text) {
      const { current, operations } = await wantedOf(text);
      const waiting = new Set(current.hosts.map(({ id }) => id));
      return async () => {
        const settled = readBack(waiting, current.revision + 1);
        await commitOn(current.revision, operations);
        await settled;
      };
    },
    async together(text, settings, whileGoing) {
      const go = await rig.preparedTogether(text, settings, whileGoing);
      return go();
    },
    async preparedTogether(text, settings, whileGoing = () => {}) {
      const { current, operations } = await wantedOf(text);
      const { intent } = operate(current, operations);
      const base = current.revision;
      const { rollout } = controller.weigh({ ...intent, revision: base + 1 });
      if (!rollout) throw new Error('the change touches no host');
      const wanted = { ...rollout, ...settings };
      return async () => {
        const stop = AbortSignal.timeout(PATIENCE);
        const events = controller.watch(null, stop);
        const ended = (async () => {
          for await (const event of events) {
            if (event.kind !== 'rollout' || event.rollout.revision !== base + 1) continue;
            whileGoing(event.rollout);
            if (['kept', 'undone', 'stuck'].includes(event.rollout.stage)) return event.rollout;
          }
          throw new Error(`revision ${base + 1} was neither kept nor undone`);
        })();
        const committed = commit({ base, operations, actor: 'test', rollout: () => wanted }).then(() =>
          controller.intentChanged(),
        );
        const [last] = await Promise.all([ended, committed]);
        return last;
      };
    },
    async uncontrolled(text, settings) {
      const { current, operations } = await wantedOf(text);
      const base = current.revision;
      const hosts = current.hosts.map(({ id }) => id);
      const rollout = () => (settings ? { hosts, isGuarded: true, ...settings } : null);
      return {
        base,
        revision: base + 1,
        commit: async () => void (await commit({ base, operations, actor: 'test', rollout })),
      };
    },
    async settled(only) {
      const intent = await loadIntent();
      const ids = intent.hosts.filter((host) => !only || only.includes(host.name)).map((host) => host.id);
      await follow(
        (lives) =>
          ids.every((id) => {
            const live = lives.get(id);
            return live?.state === 'ready' && (live.activeRevision ?? -1) >= intent.revision;
          }),
        `revision ${intent.revision} read back on ${only?.join(', ') ?? 'all hosts'}`,
      );
    },
    async until(host, so) {
      const intent = await loadIntent();
      const id = intent.hosts.find((one) => one.name === host)?.id ?? '';
      const holds = (lives: Map<string, HostLive>) => {
        const live = lives.get(id);
        return live !== undefined && so(live);
      };
      const lives = await follow(holds, `a state of ${host}`);
      return lives.get(id) as HostLive;
    },
    async restart() {
      await controller.stop();
      controller = await startController();
      rig.controller = controller;
    },
    async stop() {
      await controller.stop();
      await closeDatabase();
      await labDown({ stateDir });
      await rm(folder, { recursive: true, force: true });
    },
  };
  return rig;
}

async function wantedOf(text: string): Promise<{ current: Intent; operations: Operation[] }> {
  const parsed = parseFabricFile(text);
  if (!parsed.file) throw new Error(JSON.stringify(parsed.faults));
  const current = await loadIntent();
  const { intent, faults } = wantedIntent(current, parsed.file);
  const all = [...faults, ...checkIntent(intent)];
  if (all.length > 0) throw new Error(JSON.stringify(all));
  return { current, operations: difference(current, intent) };
}

function brief(lives: HostLive[]) {
  return lives.map(({ hostId, state, reason, activeRevision, run }) => ({
    hostId,
    state,
    reason,
    activeRevision,
    run,
  }));
}
