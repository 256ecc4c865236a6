import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database } from '../db/client';
import { temporaryDatabase } from '../db/temporary';
import type { CaptureEvent } from '../probe/capture-event';
import { keepCapture } from './keep-capture';
import { SavedCaptures } from './saved-captures';

let data: Awaited<ReturnType<typeof temporaryDatabase>>;
let folder: string;
beforeAll(async () => {
  data = await temporaryDatabase();
  folder = join(data.folder, 'captures');
  mkdirSync(folder, { mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
});
afterAll(async () => {
  execFileSync('umount', [folder]);
  await data.remove();
});

const BYTES = Buffer.alloc(1000, 7).toString('base64');

/** Frames without end, until it is asked to stop. */
async function* source(signal: AbortSignal): AsyncGenerator<CaptureEvent> {
  yield { kind: 'began', at: 0, argv: [] };
  let number = 1;
  for (; !signal.aborted; number += 100) {
    const of = <T>(value: T): T[] => Array(100).fill(value);
    yield { kind: 'packets', number, at: of(0), length: of(1000), bytes: of(BYTES) };
  }
  yield {
    kind: 'end',
    reason: 'stopped',
    captured: number - 1,
    received: null,
    droppedByKernel: null,
    error: null,
  };
}

async function lastOf(shelf: SavedCaptures, id: string): Promise<CaptureEvent | null> {
  const what = {
    tenantId: 't',
    tenant: 'microsoft',
    place: 'bridge',
    filter: 'everything',
    snapLength: 2048,
  };
  const saving = await shelf.begin({ id, owner: 'user ada', actor: 'ada', ...what });
  let last: CaptureEvent | null = null;
  for await (const event of keepCapture(shelf, saving, source)) last = event;
  return last;
}

it('a full disk ends the capture with a sentence, and what fits is a whole file', async () => {
  const shelf = await SavedCaptures.open(data.folder, { reserve: 0 });
  expect(await lastOf(shelf, 'capture00001')).toMatchObject({
    reason: 'full',
    error: expect.stringMatching(/^The disk of the data folder is full/),
  });
  const [saved] = await shelf.list();
  const path = join(folder, 'capture00001.pcapng');
  expect(statSync(path).size).toBe(saved?.size);
  expect(saved?.packets).toBeGreaterThan(500);
  const read = execFileSync('tcpdump', ['-n', '-r', path], { stdio: ['ignore', 'pipe', 'pipe'] });
  expect(read.toString().trim().split('\n')).toHaveLength(saved?.packets ?? 0);

  // There is no room for another one, and nothing of it stays; then there is again.
  expect(await lastOf(shelf, 'capture00002')).toMatchObject({ reason: 'full', captured: 0 });
  expect(await database().savedCapture.count()).toBe(1);
  if (saved) await shelf.remove(saved);
  expect(await lastOf(shelf, 'capture00002')).toMatchObject({ reason: 'full' });
  expect((await shelf.find('capture00002'))?.packets).toBeGreaterThan(500);
});

it('captures leave the database its room', async () => {
  const shelf = await SavedCaptures.open(data.folder, { reserve: 900_000 });
  for (const one of await shelf.list()) await shelf.remove(one);
  // The look comes with the next eight megabytes; before the first frame there is one, too.
  execFileSync('dd', ['if=/dev/zero', `of=${join(folder, 'other')}`, 'bs=1k', 'count=200', 'status=none']);
  expect(await lastOf(shelf, 'capture00003')).toMatchObject({
    reason: 'full',
    captured: 0,
    error: expect.stringContaining('captures leave 900 kB free'),
  });
});
