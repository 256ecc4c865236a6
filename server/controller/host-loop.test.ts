import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { waitUntil } from '../../lab/wait';
import { intent, NODE01, NODE02, tenant } from '../compile/fixtures/intent';
import type { Capabilities } from '../observe/capabilities';
import { desiredOf, ip, newHost } from '../plan/fixtures/host';
import { MemoryRunner } from '../ssh/memory/runner';
import type { HostLive } from './face';
import { HostLoop, type HostNews } from './host-loop';
import { Meter } from './meter';

const HOST = 'hostnode01';
const WANTED = intent(
  [NODE01, NODE02],
  [
    tenant({
      name: 'microsoft',
      prefix: 'msft',
      networks: [{ vni: 10 }],
      endpoints: [{ host: NODE01.name }, { host: NODE02.name }],
    }),
  ],
);
const CAPABILITIES: Capabilities = {
  kernel: '6.1.0',
  system: 'Debian GNU/Linux 12',
  iproute2: '6.1.0',
  json: true,
  rights: 'root',
  tcpdump: true,
  ping: false,
  bridgeTool: true,
  vxlan: true,
  shellMs: 0,
};

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

it('a targeted read long after the last complete one is a sign of life of its own', async () => {
  const kernel = newHost();
  const told: { live: HostLive; news: HostNews }[] = [];
  const desired = desiredOf(WANTED);
  const host = WANTED.hosts.find(({ id }) => id === HOST);
  if (!host) throw new Error('node01 is in the intent');
  const loop = new HostLoop(
    { ...host, hostKey: 'SHA256:known' },
    {
      intent: () => WANTED,
      applied: null,
      saveApplied: () => {},
      drifted: () => {},
      open: async () => ({
        heardAt: () => Date.now(),
        channels: () => null,
        runner: new MemoryRunner(kernel),
        capabilities: CAPABILITIES,
        findings: [],
        closed: new Promise(() => {}),
        close: () => {},
      }),
      fence: (revision) => ({ fabric: 'testfabric', epoch: 1, revision, writer: 'test' }),
      ledger: { begin: async () => {}, end: () => {}, judged: () => {} },
      cut: null,
      held: () => false,
      undoId: () => null,
      desired: () => desired,
      watched: () => false,
      sampled: () => {},
      tell: (live, news) => told.push({ live, news }),
      record: () => {},
      meter: new Meter(),
    },
  );
  const comes = (so: () => boolean) => waitUntil(so, { everyMs: 5, atMostMs: 5_000 });
  const waitUntilSame = async (value: () => unknown) => {
    const before = value();
    return !(await waitUntil(() => value() !== before, { everyMs: 20, atMostMs: 300 }));
  };
  loop.start();
  try {
    expect(await comes(() => loop.live.activeRevision === WANTED.revision)).toBe(true);
    // What the loop itself did is heard of too, and read once more.
    await vi.waitUntil(() => waitUntilSame(() => loop.live.observed));
    const complete = loop.live.observed?.readAt ?? 0;
    vi.setSystemTime(Date.now() + 20_000);
    const before = told.length;
    ip(kernel, 'link set dev msft-br down');
    expect(await comes(() => told.slice(before).some(({ news }) => news.what === 'observed'))).toBe(true);
    const { live } = told.slice(before).find(({ news }) => news.what === 'observed') ?? {};
    expect(live?.observed?.readAt).toBe(complete);
    expect(live?.heardAt).toBe(Date.now());
  } finally {
    await loop.stop();
  }
});
