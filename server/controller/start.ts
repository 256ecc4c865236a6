import { audit } from '../db/audit';
import { startDatabase } from '../db/client';
import { dataFolder } from '../db/folder';
import { importLabHosts } from '../intent/lab-hosts';
import { fabricId, loadIntent } from '../intent/load';
import { scanHostKey } from '../ssh/connect';
import { publicKeyLine } from '../ssh/identity';
import { AppliedStore, loadApplied } from './applied-store';
import { FabricController } from './fabric-controller';
import type { Activity } from './host-loop';
import { sshLinks } from './open-link';
import { otherLinks } from './other-links';
import { setController } from './slot';

/** Opens the database, takes the lab's hosts in, and starts a loop for every host. */
export async function startController(): Promise<FabricController> {
  const database = await startDatabase();
  await importLabHosts();
  const folder = dataFolder();
  const store = new AppliedStore();
  let controller: FabricController | null = null;
  const record = (activity: Activity) => {
    const hosts = controller?.hostNames() ?? new Map<string, string>();
    void database
      .$transaction((tx) =>
        audit(tx, {
          actor: 'controller',
          action: activity.action,
          subject: hosts.get(activity.hostId) ?? activity.hostId,
          sentence: activity.sentence,
          outcome: activity.outcome,
        }),
      )
      .catch((error: unknown) => {
        // Reading and repairing go on without a log of them; changes of intent do not (server/intent/commit.ts).
        console.error(
          'overlane: the activity could not be written:',
          error instanceof Error ? error.message : error,
        );
      });
  };
  controller = new FabricController(await loadIntent(), {
    fabric: await fabricId(),
    loadIntent,
    open: otherLinks() ?? sshLinks(folder, () => controller?.vxlanPort() ?? 8472),
    applied: await loadApplied(),
    saveApplied: (hostId, applied) => store.save(hostId, applied),
    record,
    scanHostKey,
    publicKey: () => publicKeyLine(folder),
  });
  controller.start();
  setController(controller);
  return controller;
}
