import { afterEach, beforeEach, expect, it } from 'vitest';
import { intent, NODE01, NODE02, SEED, tenant } from '../compile/fixtures/intent';
import type { Intent } from '../model/intent';
import { observe } from '../observe/observe';
import { push } from '../push/push';
import { desiredOf } from './fixtures/host';
import { Scratch } from './fixtures/scratch';
import { plan } from './plan-host';
import { renderCommands } from './script';

let host: Scratch;

beforeEach(async () => {
  host = await Scratch.start();
  await host.command('ip', 'link', 'add', 'name', 'eth1', 'type', 'veth', 'peer', 'name', 'wire1');
  await host.command('ip', 'link', 'set', 'dev', 'wire1', 'up');
  await host.command('ip', 'link', 'set', 'dev', 'eth1', 'up');
  await host.command('ip', 'addr', 'add', '10.10.10.10/16', 'dev', 'eth1');
});
afterEach(() => host.stop());

async function planned(fabric: Intent, isolate = false) {
  return plan(desiredOf(fabric), await observe(host, 'hostnode01'), { isolate });
}

/** Runs the plan; the host must be as desired afterwards. */
async function apply(fabric: Intent, isolate = false): Promise<string[]> {
  const first = await planned(fabric, isolate);
  const reached = await push(host, first, { sections: [], timeoutMs: 10_000 });
  expect(reached.batches.filter(({ kind }) => kind !== 'done')).toEqual([]);
  expect(renderCommands(await planned(fabric))).toEqual([]);
  return renderCommands(first);
}

const DUAL = tenant({
  name: 'google',
  prefix: 'ggl',
  networks: [{ vni: 30, subnets: ['10.1.0.0/24', '2001:db8:1::/64'] }, { vni: 16_777_215 }],
  endpoints: [{ host: 'node01' }, { host: 'node01', name: 'web', vnis: [30] }, { host: 'node02' }],
});
const RICH = intent([NODE01, NODE02], [...SEED.tenants, DUAL]);

it('builds on the real kernel what the next plan finds as desired, and takes it away', async () => {
  const before = await host.command('ip', '-d', 'addr');
  await apply(RICH);
  await apply(SEED);
  await apply({ ...SEED, tenants: [] });
  expect(await host.command('ip', '-d', 'addr')).toBe(before);
  expect(await host.command('ip', 'netns', 'list')).toBe('');
});

it('builds and removes tenant by tenant', async () => {
  await apply(RICH, true);
  await apply({ ...RICH, tenants: [] }, true);
});

it('deletes more than a handful of devices at once', async () => {
  await apply(RICH);
  expect(await apply(SEED)).toContain('ip link del group 7653');
});
