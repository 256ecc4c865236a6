import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitUntil } from '../../lab/wait';
import { database, openDatabase } from '../db/client';
import { dataFolder } from '../db/folder';
import { temporaryDatabase } from '../db/temporary';
import { takeEpoch } from './epoch';
import { NotWrittenDown, RunLedger } from './run-ledger';

let remove: () => Promise<void>;
beforeEach(async () => {
  ({ remove } = await temporaryDatabase());
});
afterEach(() => remove());

const run = (id: string, hostId: string) => ({
  ...{ id, hostId, revision: 7, steps: 12, digest: 'abc' },
  startedAt: Date.now(),
});

it('each start has a greater number, also where the clock went back', async () => {
  const first = await takeEpoch('one', 5_000_000_000_000);
  const second = await takeEpoch('two', 1_000);
  expect([first, second]).toEqual([5_000_000_000_000, 5_000_000_000_001]);
  expect(await takeEpoch('three', 6_000_000_000_000)).toBe(6_000_000_000_000);
});

it('what was begun and not ended is known to the next start, until it was judged', async () => {
  const before = await RunLedger.open(await takeEpoch('one'));
  await Promise.all([before.begin(run('a', 'node01')), before.begin(run('b', 'node02'))]);
  before.end('a', { stage: 'done', reached: 12 });
  await before.flushed();
  expect((await before.cut()).size).toBe(0);

  const after = await RunLedger.open(await takeEpoch('two'));
  expect([...(await after.cut()).values()]).toMatchObject([{ id: 'b', hostId: 'node02', steps: 12 }]);
  after.judged('node02', { stage: 'resumed', reached: 5 });
  await after.flushed();
  expect((await after.cut()).size).toBe(0);
  expect(await database().run.findUnique({ where: { id: 'b' } })).toMatchObject({
    stage: 'resumed',
    reached: 5,
  });
});

it('waits a while for another process that holds the database, and else refuses to begin', async () => {
  const ledger = await RunLedger.open(await takeEpoch('one'));
  const other = await openDatabase(dataFolder());
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const hold = async (work: Promise<unknown>) =>
    other.$transaction(async (tx) => {
      await tx.setting.create({ data: { key: String(Math.random()), value: '1' } });
      await work;
    });
  const holding = hold(held);
  await waitUntil(async () => (await tryToWrite()) === false, { everyMs: 5, atMostMs: 5_000 });
  const begun = ledger.begin(run('a', 'node01'));
  letGo();
  await holding;
  await begun;

  const forLong = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const holdingLong = hold(forLong);
  await waitUntil(async () => (await tryToWrite()) === false, { everyMs: 5, atMostMs: 5_000 });
  await expect(ledger.begin(run('b', 'node01'))).rejects.toBeInstanceOf(NotWrittenDown);
  letGo();
  await holdingLong;
  await other.$disconnect();
  expect(await database().run.count()).toBe(1);
});

async function tryToWrite(): Promise<boolean> {
  try {
    await database().$transaction(async (tx) => {
      await tx.$queryRawUnsafe('PRAGMA busy_timeout = 0');
      await tx.setting.deleteMany({ where: { key: 'nobody' } });
    });
    return true;
  } catch {
    return false;
  }
}
