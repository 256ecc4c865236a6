import { setReadiness } from './api/readiness';
import { startAuth } from './auth/start';
import { startController } from './controller/start';
import { startDatabase } from './db/client';
import { foundFabric } from './intent/found';

/** Starts what lives as long as the process, in order. A start that fails says why and ends the process. */
export async function start(): Promise<void> {
  try {
    await startDatabase();
    await foundFabric();
    await startAuth();
    await startController();
    setReadiness({ state: 'ready' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    setReadiness({ state: 'failed', reason });
    console.error(`Overlane cannot start: ${reason}`);
    if (error instanceof Error && error.cause) console.error(error.cause);
    process.exit(1);
  }
}
