import { hostname } from 'node:os';
import { startDatabase } from '../db/client';
import { dataFolder } from '../db/folder';
import { summaryOf } from '../diagnose/proof/proof';
import { fabricId } from '../intent/fabric-id';
import { importLabHosts } from '../intent/lab-hosts';
import { loadIntent } from '../intent/load';
import { record } from '../intent/record';
import { revert } from '../intent/revert';
import { openRollouts } from '../intent/rollout-rows';
import { takeEpoch } from '../journal/epoch';
import { Journal } from '../journal/journal';
import { lastResult } from '../journal/kept-results';
import { keepProof, lastProof, proofEveryHours } from '../journal/proofs';
import { RunLedger } from '../journal/run-ledger';
import { GeneratedKeys } from '../keys/generated-keys';
import { writerName } from '../ssh/fence';
import { AppliedStore, loadApplied } from './applied-store';
import { FabricController } from './fabric-controller';
import { Jumps } from './jumps';
import { keepJournal } from './keep-journal';
import { keyDesk } from './key-desk';
import { keepMatrix, loadMatrixPlans, saveMatrixPlan } from './matrix-plan-store';
import { type LinkDeps, scanThrough, sshLinks } from './open-link';
import { otherLinks } from './other-links';
import { setController } from './slot';

/** Opens the database, takes the lab's hosts in, and starts a loop for every host. */
export async function startController(): Promise<FabricController> {
  await startDatabase();
  await importLabHosts();
  const keys = await GeneratedKeys.open(dataFolder());
  const store = new AppliedStore();
  const writer = writerName(`${hostname()}:${process.pid}`);
  const epoch = await takeEpoch(writer);
  const ledger = await RunLedger.open(epoch);
  const intent = await loadIntent();
  const journal = await Journal.open(intent);
  const watching = new AbortController();
  const proof = await lastProof();
  let controller: FabricController | null = null;
  const hosts = () => controller?.hosts ?? intent.hosts;
  const jumps = new Jumps((hostId) => controller?.jumpIsBack(hostId));
  const links: LinkDeps = { keys, hosts, jumps, vxlanPort: () => controller?.vxlanPort() ?? 8472 };
  controller = new FabricController(intent, {
    fabric: await fabricId(),
    loadIntent,
    open: otherLinks() ?? sshLinks(links),
    epoch,
    writer,
    ledger,
    cut: await ledger.cut(),
    openRollouts,
    revert,
    recordRollout: ({ revision, sentence, outcome, hosts }) =>
      void record({
        actor: 'controller',
        action: outcome === 'done' ? 'rollout' : 'rollout.stuck',
        subject: `revision ${revision}`,
        ...{ sentence, outcome, hostIds: hosts },
      }).catch((error) => console.error('overlane: the end of a change could not be written:', error)),
    applied: await loadApplied(),
    saveApplied: (hostId, applied) => store.save(hostId, applied),
    record: (activity) => journal.record(activity),
    proofs: {
      last: proof && summaryOf(proof),
      everyHours: await proofEveryHours(),
      keep: keepProof,
    },
    scanHostKey: scanThrough(links),
    keys: keyDesk(keys, links),
    rounds: {
      plans: await loadMatrixPlans(),
      lastAt: async (networkId) => (await lastResult('matrix', networkId))?.at ?? null,
      save: saveMatrixPlan,
      keep: keepMatrix,
    },
    async ended() {
      watching.abort();
      await Promise.all([kept, store.flushed(), ledger.flushed()]);
      await journal.close();
    },
  });
  const kept = keepJournal(journal, controller, watching.signal);
  controller.start(await openRollouts());
  setController(controller);
  return controller;
}
