import { expect, it } from 'vitest';
import { ChannelGate } from './channel-gate';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Callers that note who entered. */
function callers(gate: ChannelGate) {
  const inside: number[] = [];
  const enter = (ticket = gate.ticket()) => {
    gate.enter(ticket).then(
      () => inside.push(ticket),
      () => {},
    );
    return ticket;
  };
  return { inside, enter };
}

it('lets everybody in until the host refuses one', async () => {
  const gate = new ChannelGate();
  const { inside, enter } = callers(gate);
  for (let i = 0; i < 5; i++) enter();
  await settled();
  expect(inside).toEqual([0, 1, 2, 3, 4]);
  expect(gate.limit).toBe(null);
});

it('learns what the host takes, and lets those who were refused in before those who come later', async () => {
  const gate = new ChannelGate();
  const { inside, enter } = callers(gate);
  for (let i = 0; i < 4; i++) enter();
  await settled();
  expect(gate.refused(2)).toBe('enter-again');
  expect(gate.refused(3)).toBe('enter-again');
  gate.succeeded();
  gate.succeeded();
  expect(gate.limit).toBe(2);
  enter(4);
  enter(3);
  enter(2);
  await settled();
  expect(inside).toEqual([0, 1, 2, 3]);
  gate.leave();
  await settled();
  expect(inside.slice(4)).toEqual([2]);
  gate.succeeded();
  gate.leave();
  gate.leave();
  await settled();
  expect(inside.slice(4)).toEqual([2, 3, 4]);
});

it('keeps the number that was open at once where the host was only slow to clear one away', async () => {
  const gate = new ChannelGate();
  const { enter } = callers(gate);
  for (let i = 0; i < 3; i++) enter();
  await settled();
  expect(gate.refused(2)).toBe('enter-again');
  gate.succeeded();
  gate.succeeded();
  gate.leave();
  enter(2);
  await settled();
  expect(gate.refused(2)).toBe('pause');
  expect(gate.limit).toBe(2);
});

it('lets nobody overtake one who lets time pass, until it gives up', async () => {
  const gate = new ChannelGate();
  const { inside, enter } = callers(gate);
  const first = enter();
  await settled();
  expect(gate.refused(first)).toBe('pause');
  const second = gate.ticket();
  enter(second);
  await settled();
  expect(inside).toEqual([first]);
  enter(first);
  await settled();
  expect(inside).toEqual([first, first]);
  expect(gate.refused(first)).toBe('pause');
  gate.abandon(first);
  await settled();
  expect(inside).toEqual([first, first, second]);
});

it('says when nothing of ours is open whose end one could wait for', async () => {
  const gate = new ChannelGate();
  await gate.enter(0);
  expect(gate.refused(0)).toBe('pause');
  expect(gate.limit).toBe(1);
});

it('sends all who wait away when the connection is gone', async () => {
  const gate = new ChannelGate();
  await gate.enter(0);
  await gate.enter(1);
  gate.refused(1);
  const waiting = gate.enter(gate.ticket());
  gate.close(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  await expect(gate.enter(gate.ticket())).rejects.toThrow('gone');
});
