import { SavedCaptures } from './saved-captures';

/** Milliseconds between two looks for what has expired. */
const EXPIRE_EVERY = 60_000;
/** Milliseconds that captures have at the end of the process to be completed. */
const ENDS_WITHIN = 1_500;
const LOOK_EVERY = 20;

/** Shared over the module instances that Next makes. */
const slot = globalThis as typeof globalThis & {
  __overlaneSavedCaptures?: { shelf: SavedCaptures; timer: NodeJS.Timeout };
};

export async function startCaptures(dataFolder: string): Promise<void> {
  const shelf = await SavedCaptures.open(dataFolder);
  const timer = setInterval(() => {
    shelf.removeExpired().catch((error) => console.error('Expired captures could not be removed:', error));
  }, EXPIRE_EVERY);
  timer.unref();
  slot.__overlaneSavedCaptures = { shelf, timer };
}

/** @throws Error before startCaptures */
export function savedCaptures(): SavedCaptures {
  if (!slot.__overlaneSavedCaptures) throw new Error('captures cannot be saved yet');
  return slot.__overlaneSavedCaptures.shelf;
}

/** Waits for those whose hosts were left: they are complete then. */
export async function stopCaptures(): Promise<void> {
  const started = slot.__overlaneSavedCaptures;
  if (!started) return;
  clearInterval(started.timer);
  const deadline = Date.now() + ENDS_WITHIN;
  while (started.shelf.busy && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}
