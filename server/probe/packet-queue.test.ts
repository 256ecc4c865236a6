import { expect, it } from 'vitest';
import { PacketQueue } from './packet-queue';

const frames = (count: number, size: number) =>
  Array.from({ length: count }, (_, i) => ({ at: i, length: size, bytes: new Uint8Array(size) }));

it('holds the host while too much waits, lets it go on when little is left, and loses nothing', () => {
  const held: boolean[] = [];
  const queue = new PacketQueue((on) => held.push(on));
  queue.put(frames(700, 1400));
  expect(held).toEqual([]);
  queue.put(frames(100, 1400));
  queue.put(frames(100, 1400));
  expect(held).toEqual([true]);
  let taken = 0;
  for (let batch = queue.take(); batch.length > 0; batch = queue.take()) taken += batch.length;
  expect(taken).toBe(900);
  expect(held).toEqual([true, false]);
  expect(queue.take()).toEqual([]);
});

it('gives batches of bounded size, and a frame that is larger than one alone', () => {
  const queue = new PacketQueue(() => {});
  queue.put(frames(600, 60));
  expect(queue.take()).toHaveLength(500);
  expect(queue.take()).toHaveLength(100);
  queue.put(frames(2, 300_000));
  expect(queue.take()).toHaveLength(1);
});

it('wakes who waits, for frames and for other news', async () => {
  const queue = new PacketQueue(() => {});
  const frame = queue.wait();
  queue.put(frames(1, 60));
  await frame;
  queue.take();
  queue.tell();
  await queue.wait();
  const other = queue.wait();
  queue.tell();
  await other;
});
