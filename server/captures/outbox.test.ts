import { expect, it } from 'vitest';
import type { CaptureEvent } from '../probe/capture-event';
import { Outbox } from './outbox';

const packets = (number: number, count: number, size = 100): CaptureEvent => ({
  kind: 'packets',
  number,
  at: Array(count).fill(0),
  length: Array(count).fill(size),
  bytes: Array(count).fill('x'.repeat(size)),
});
const END: CaptureEvent = {
  kind: 'end',
  reason: 'stopped',
  captured: 0,
  received: null,
  droppedByKernel: null,
  error: null,
};

async function all(outbox: Outbox): Promise<CaptureEvent[]> {
  const events: CaptureEvent[] = [];
  for await (const event of outbox.read()) events.push(event);
  return events;
}

function numbersOf(events: CaptureEvent[]): number[] {
  return events.flatMap((event) =>
    event.kind === 'packets' ? event.bytes.map((_, i) => event.number + i) : [],
  );
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

it('gives every frame in order, in events of bounded size, and the end last', async () => {
  const outbox = new Outbox();
  outbox.put({ kind: 'began', at: 0, argv: [] });
  outbox.put(packets(1, 3));
  outbox.put(packets(4, 997));
  outbox.put(END);
  outbox.end();
  const events = await all(outbox);
  expect(events.map(({ kind }) => kind)).toEqual(['began', ...Array(5).fill('packets'), 'end']);
  expect(numbersOf(events)).toEqual(range(1, 1000));
});

it('leaves the oldest out where more wait than a reader takes, and their numbers tell', async () => {
  const outbox = new Outbox();
  for (let number = 1; number < 100_000; number += 500) outbox.put(packets(number, 500));
  outbox.end();
  expect(numbersOf(await all(outbox))).toEqual(range(95_001, 100_000));
});

it('counts large frames by their size', async () => {
  const outbox = new Outbox();
  for (let number = 1; number <= 1000; number++) outbox.put(packets(number, 1, 64 * 1024));
  outbox.end();
  expect(numbersOf(await all(outbox))).toEqual(range(937, 1000));
});

it('goes on with the right numbers after it was empty', async () => {
  const outbox = new Outbox();
  const events = outbox.read();
  outbox.put(packets(1, 2));
  expect((await events.next()).value).toMatchObject({ number: 1 });
  const next = events.next();
  outbox.put(packets(3, 2));
  outbox.end();
  expect((await next).value).toMatchObject({ number: 3 });
});

it('throws to the reader what ended the capture', async () => {
  const outbox = new Outbox();
  outbox.end(new Error('gone'));
  await expect(all(outbox)).rejects.toThrow('gone');
});
