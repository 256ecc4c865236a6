import { setReadiness } from './api/readiness';
import { markPeers } from './auth/peer';
import { startAuth } from './auth/start';
import { startCaptures, stopCaptures } from './captures/start';
import { startController } from './controller/start';
import { closeDatabase, startDatabase } from './db/client';
import { dataFolder } from './db/folder';
import { openAuditLog } from './intent/audit-log';
import { foundFabric } from './intent/found';

/** Milliseconds for everything to be put away; the launcher waits longer before it kills. */
const ENDS_WITHIN = 3_000;

/** Starts what lives as long as the process, in order. A start that fails says why and ends the process. */
export async function start(): Promise<void> {
  try {
    markPeers();
    await startDatabase();
    await foundFabric();
    await startAuth();
    await startCaptures(dataFolder());
    endOnSignal(await startController());
    setReadiness({ state: 'ready' });
    // A long log takes seconds; nothing waits for it.
    openAuditLog().catch((error: unknown) => console.error('overlane: the audit log cannot be read:', error));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    setReadiness({ state: 'failed', reason });
    console.error(`Overlane cannot start: ${reason}`);
    if (error instanceof Error && error.cause) console.error(error.cause);
    process.exit(1);
  }
}

/** What only memory holds (the journal's last span, what was made on each host) is written before the process ends. */
function endOnSignal(controller: { stop(): Promise<void> }): void {
  const end = () => {
    setTimeout(() => process.exit(1), ENDS_WITHIN).unref();
    void controller
      .stop()
      .then(stopCaptures)
      .then(closeDatabase)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          console.error('Overlane did not end in order:', error);
          process.exit(1);
        },
      );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
}
