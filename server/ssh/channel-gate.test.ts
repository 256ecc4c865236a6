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
  expect(gate.refused()).toBe('wait-for-another');
  expect(gate.refused()).toBe('wait-for-another');
  expect(gate.limit).toBe(2);
  enter(4);
  enter(3);
  enter(2);
  await settled();
  expect(inside).toEqual([0, 1, 2, 3]);
  gate.leave();
  await settled();
  expect(inside.slice(4)).toEqual([2]);
  gate.leave();
  gate.leave();
  await settled();
  expect(inside.slice(4)).toEqual([2, 3, 4]);
});

it('says when nothing of ours is open whose end one could wait for', async () => {
  const gate = new ChannelGate();
  await gate.enter(gate.ticket());
  expect(gate.refused()).toBe('host-takes-none');
  expect(gate.limit).toBe(1);
});

it('sends all who wait away when the connection is gone', async () => {
  const gate = new ChannelGate();
  await gate.enter(gate.ticket());
  await gate.enter(gate.ticket());
  gate.refused();
  const waiting = gate.enter(gate.ticket());
  gate.close(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  await expect(gate.enter(gate.ticket())).rejects.toThrow('gone');
});
