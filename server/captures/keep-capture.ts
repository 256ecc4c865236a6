import type { CaptureEnd, CaptureEvent } from '../probe/capture-event';
import { Outbox } from './outbox';
import type { SavedCaptures } from './saved-captures';
import type { Saving } from './saving';

/**
 * What a capture yields, while all of its frames go to a file, whether or not somebody reads them here: a slow reader
 * gets fewer, by their numbers. Where the file can take no more the capture is ended, and its last event says why.
 */
export async function* keepCapture(
  shelf: SavedCaptures,
  saving: Saving,
  source: (signal: AbortSignal) => AsyncIterable<CaptureEvent>,
): AsyncGenerator<CaptureEvent, void, undefined> {
  const outbox = new Outbox();
  const stop = new AbortController();
  const written = write(shelf, saving, source(stop.signal), stop, outbox);
  try {
    yield* outbox.read();
  } finally {
    stop.abort();
    await written;
  }
}

async function write(
  shelf: SavedCaptures,
  saving: Saving,
  source: AsyncIterable<CaptureEvent>,
  stop: AbortController,
  outbox: Outbox,
): Promise<void> {
  let expression = '';
  let why: string | null = null;
  let reason: CaptureEnd['reason'] = 'failed';
  let dropped: number | null = null;
  let done = false;
  try {
    for await (const event of source) {
      if (event.kind === 'began') expression = event.argv.at(-2) === '--' ? (event.argv.at(-1) ?? '') : '';
      if (event.kind === 'packets' && why === null) {
        why = await saving.append(event, expression);
        if (why !== null) stop.abort();
      }
      if (event.kind !== 'end') {
        if (why === null) outbox.put(event);
        continue;
      }
      const end =
        why === null
          ? event
          : { ...event, reason: 'full' as const, captured: saving.saved.packets, error: why };
      reason = end.reason;
      dropped = end.droppedByKernel;
      await complete();
      outbox.put(end);
    }
    outbox.end();
  } catch (error) {
    outbox.end(error);
  }
  await complete();

  /** Once. Whoever asks for the file at the last event finds it. */
  async function complete(): Promise<void> {
    if (done) return;
    done = true;
    try {
      await shelf.end(saving, reason, dropped);
    } catch (error) {
      console.error('A capture could not be completed:', error);
    }
  }
}
