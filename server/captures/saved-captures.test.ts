import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { database } from '../db/client';
import { temporaryDatabase } from '../db/temporary';
import type { CaptureEvent } from '../probe/capture-event';
import { keepCapture } from './keep-capture';
import { SavedCaptures } from './saved-captures';

const ECHO = Buffer.from(
  '024f1e901105024f1e90110408004500001cabcd400040010000' + '0a0100040a010005' + '0800f7ff00030001',
  'hex',
);

/** A machine may be busy. */
const PATIENT = { timeout: 20_000 };

let data: Awaited<ReturnType<typeof temporaryDatabase>>;
let shelf: SavedCaptures;
const open = () => SavedCaptures.open(data.folder, { reserve: 0 });
beforeEach(async () => {
  data = await temporaryDatabase();
  shelf = await open();
});
afterEach(() => data.remove());

const files = () => readdirSync(join(data.folder, 'captures')).sort();
const what = (id: string, owner = 'user ada') => ({
  id,
  owner,
  actor: owner.slice(5),
  tenantId: 'tenant000001',
  tenant: 'microsoft',
  place: 'msft-veth1 of microsoft@node01',
  filter: 'everything',
  snapLength: 2048,
});

const began: CaptureEvent = { kind: 'began', at: 0, argv: ['tcpdump', '--', 'icmp'] };
const packets = (number: number, count: number): CaptureEvent => ({
  kind: 'packets',
  number,
  at: Array.from({ length: count }, (_, i) => 1_700_000_000_000_000 + number + i),
  length: Array(count).fill(ECHO.length),
  bytes: Array(count).fill(ECHO.toString('base64')),
});
const end = (captured: number): CaptureEvent & { kind: 'end' } => ({
  kind: 'end',
  reason: 'packets',
  captured,
  received: captured,
  droppedByKernel: 3,
  error: null,
});

/** A capture of so many frames, 500 at a time; it ends sooner where it is asked to. */
async function* source(count: number, signal: AbortSignal): AsyncGenerator<CaptureEvent> {
  yield began;
  let number = 1;
  for (; number <= count && !signal.aborted; number += 500)
    yield packets(number, Math.min(500, count - number + 1));
  yield signal.aborted ? { ...end(number - 1), reason: 'stopped' } : end(count);
}

async function save(id: string, count: number, owner?: string): Promise<CaptureEvent> {
  const saving = await shelf.begin(what(id, owner));
  let last: CaptureEvent = began;
  for await (const event of keepCapture(shelf, saving, (signal) => source(count, signal))) last = event;
  return last;
}

/** What tcpdump makes of a file. */
async function countOf(id: string): Promise<number> {
  const { stdout } = await promisify(execFile)(
    'tcpdump',
    ['-n', '-r', join(data.folder, 'captures', `${id}.pcapng`)],
    { maxBuffer: 1e9 },
  );
  return stdout.trim().split('\n').length;
}

it('has every frame in a file of mode 0600, however few of them somebody reads', async () => {
  expect(await save('capture00001', 12_345)).toMatchObject({
    kind: 'end',
    reason: 'packets',
    captured: 12_345,
  });
  expect(files()).toEqual(['capture00001.pcapng']);
  const path = join(data.folder, 'captures', 'capture00001.pcapng');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(data.folder, 'captures')).mode & 0o777).toBe(0o700);
  expect(await countOf('capture00001')).toBe(12_345);
  const { size } = statSync(path);
  expect(await shelf.list()).toMatchObject([
    { id: 'capture00001', actor: 'ada', packets: 12_345, dropped: 3, reason: 'packets', size },
  ]);
  expect(shelf.quota.of('user ada')).toBe(size);
});

it('goes on writing while its reader takes nothing, and is complete when the reader leaves', async () => {
  const saving = await shelf.begin(what('capture00001'));
  const events = keepCapture(shelf, saving, (signal) => source(20_000, signal));
  await events.next();
  await expect.poll(() => files(), PATIENT).toEqual(['capture00001.pcapng']);
  await events.return();
  expect(await countOf('capture00001')).toBe(20_000);
});

it('ends a capture whose reader leaves, and keeps what was captured', async () => {
  const saving = await shelf.begin(what('capture00001'));
  const stopped = new Promise<AbortSignal>((resolve) => {
    const events = keepCapture(shelf, saving, async function* (signal) {
      resolve(signal);
      yield began;
      yield packets(1, 10);
      await new Promise((done) => signal.addEventListener('abort', done));
      yield { ...end(10), reason: 'stopped' };
    });
    void (async () => {
      for await (const event of events) if (event.kind === 'packets') break;
    })();
  });
  const signal = await stopped;
  await expect.poll(() => signal.aborted, PATIENT).toBe(true);
  await expect.poll(() => files(), PATIENT).toEqual(['capture00001.pcapng']);
  // Its row follows its file.
  await expect
    .poll(() => shelf.find('capture00001'), PATIENT)
    .toMatchObject({ packets: 10, reason: 'stopped' });
});

it('keeps nothing of a capture without a frame', async () => {
  await save('capture00001', 0);
  expect(files()).toEqual([]);
  expect(await shelf.list()).toEqual([]);
});

it('has one capture of an id', async () => {
  await save('capture00001', 5);
  await expect(save('capture00001', 5)).rejects.toThrow('saved already');
});

describe('a quota', () => {
  it('that is reached ends the capture with a sentence, what was written before is kept, and others go on', async () => {
    await shelf.setLimits({ totalBytes: 1e9, userBytes: 1e6, hours: 24 });
    const last = await save('capture00001', 100_000);
    expect(last).toMatchObject({
      reason: 'full',
      error: expect.stringMatching(/fill the 1.0 MB that one user may take/),
    });
    const [kept] = await shelf.list();
    expect(kept?.packets).toBeGreaterThan(9_000);
    expect(last).toMatchObject({ captured: kept?.packets });
    expect(await countOf('capture00001')).toBe(kept?.packets);
    expect(shelf.quota.of('user ada')).toBeLessThanOrEqual(1e6);
    expect(await save('capture00002', 100, 'user bob')).toMatchObject({ reason: 'packets' });
  });

  it('of all together counts everybody, what was there before the start included', async () => {
    await save('capture00001', 5_000, 'user bob');
    shelf = await open();
    await shelf.setLimits({ totalBytes: 1e6, userBytes: 1e6, hours: 24 });
    expect(await save('capture00002', 100_000)).toMatchObject({
      reason: 'full',
      error: expect.stringContaining('that they may take together'),
    });
    expect(shelf.quota.total).toBe(
      files().reduce((sum, name) => sum + statSync(join(data.folder, 'captures', name)).size, 0),
    );
  });

  it('that is full lets none begin, until something is deleted', async () => {
    await save('capture00001', 10_000);
    await shelf.setLimits({ totalBytes: shelf.quota.total, userBytes: 1e9, hours: 24 });
    await expect(save('capture00002', 1)).rejects.toThrow('delete one');
    const one = await shelf.find('capture00001');
    if (one) await shelf.remove(one);
    expect(shelf.quota.total).toBe(0);
    expect(await save('capture00002', 1)).toMatchObject({ reason: 'packets' });
  });
});

it('what has expired is gone, first from the list and then from the disk', async () => {
  await save('capture00001', 5);
  await database().savedCapture.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
  expect(await shelf.list()).toEqual([]);
  expect(await shelf.find('capture00001')).toBeNull();
  await shelf.removeExpired();
  expect(files()).toEqual([]);
  expect(shelf.quota.total).toBe(0);
});

describe('after a controller that was killed', () => {
  it('what it had not completed is swept, what is complete stays, and what is not ours is left alone', async () => {
    await save('capture00001', 5);
    // One is being written when it is killed: it has a row and a part.
    const saving = await shelf.begin(what('capture00002'));
    expect(await saving.append(packets(1, 5) as CaptureEvent & { kind: 'packets' }, '')).toBeNull();
    writeFileSync(join(data.folder, 'captures', 'capture00003.pcapng'), 'of a row that is gone');
    writeFileSync(join(data.folder, 'captures', 'notes.txt'), 'of a person');
    expect(files()).toContain('capture00002.pcapng.part');
    shelf = await open();
    expect(files()).toEqual(['capture00001.pcapng', 'notes.txt']);
    expect((await shelf.list()).map(({ id }) => id)).toEqual(['capture00001']);
    expect(shelf.quota.total).toBe(statSync(join(data.folder, 'captures', 'capture00001.pcapng')).size);
  });

  it('one that only lacked its name gets it', async () => {
    await save('capture00001', 5);
    const path = join(data.folder, 'captures', 'capture00001.pcapng');
    writeFileSync(`${path}.part`, readFileSync(path));
    await promisify(execFile)('rm', [path]);
    shelf = await open();
    expect(files()).toEqual(['capture00001.pcapng']);
    expect(await countOf('capture00001')).toBe(5);
  });
});
