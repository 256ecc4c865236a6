import { expect, it } from 'vitest';
import { waitUntil } from '../../lab/wait';
import { intent, NODE01 } from '../compile/fixtures/intent';
import type { Finding } from '../model/finding';
import { NoLink } from './host-link';
import { HostLoop } from './host-loop';
import { Meter } from './meter';

const REFUSAL: Finding = { code: 'no-rights', severity: 'error', sentence: 'no rights', remedy: null };
const WANTED = intent([NODE01], []);
const HOST = { ...(WANTED.hosts[0] as (typeof WANTED.hosts)[number]), hostKey: 'SHA256:known' };

/** A host where nothing can be built, and whose connection others go through. */
function start() {
  const held: { closed: boolean; lose(): void }[] = [];
  const loop = new HostLoop(HOST, {
    intent: () => WANTED,
    applied: null,
    saveApplied: () => {},
    drifted: () => {},
    async open() {
      let lose = () => {};
      const closed = new Promise<void>((resolve) => {
        lose = resolve;
      });
      const link = { closed: false, lose };
      held.push(link);
      const close = () => {
        link.closed = true;
        lose();
      };
      throw new NoLink('refused', REFUSAL, null, { closed, close });
    },
    desired: () => null,
    watched: () => false,
    sampled: () => {},
    tell: () => {},
    record: () => {},
    meter: new Meter(),
    fence: (revision) => ({ fabric: 'testfabric', epoch: 1, revision, writer: 'test' }),
    ledger: { begin: async () => {}, end: () => {}, judged: () => {} },
    cut: null,
    held: () => false,
    undoId: () => null,
  });
  loop.start();
  return { loop, held };
}

const comes = (so: () => boolean) => waitUntil(so, { everyMs: 5, atMostMs: 5_000 });

it('a connection that others go through stays while its host is refused, and is opened anew when it goes', async () => {
  const { loop, held } = start();
  expect(await comes(() => loop.live.state === 'refused')).toBe(true);
  expect(held.map(({ closed }) => closed)).toEqual([false]);
  held[0]?.lose();
  expect(await comes(() => held.length === 2 && loop.live.state === 'refused')).toBe(true);
  expect(held[1]?.closed).toBe(false);
  await loop.stop();
  expect(held[1]?.closed).toBe(true);
});

it('it ends where the host is reached or trusted in another way, and when a person has it tried again', async () => {
  const { loop, held } = start();
  expect(await comes(() => loop.live.state === 'refused')).toBe(true);
  loop.hostChanged({ ...HOST, hostKey: 'SHA256:another' });
  expect(held[0]?.closed).toBe(true);
  expect(await comes(() => held.length === 2 && loop.live.state === 'refused')).toBe(true);
  loop.retry();
  expect(await comes(() => held.length === 3)).toBe(true);
  expect(held[1]?.closed).toBe(true);
  await loop.stop();
});
