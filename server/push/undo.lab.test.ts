import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intent, NODE01, NODE02, SEED, tenant } from '../compile/fixtures/intent';
import type { Intent } from '../model/intent';
import { observe } from '../observe/observe';
import { desiredOf } from '../plan/fixtures/host';
import { Scratch } from '../plan/fixtures/scratch';
import type { Plan } from '../plan/plan';
import { plan } from '../plan/plan-host';
import { renderCommands } from '../plan/script';
import { undoPlan } from '../plan/undo';
import { push } from './push';
import { undoFile } from './undo-file';

let host: Scratch;
let tries = 0;

beforeAll(async () => {
  host = await Scratch.start();
  await host.command('mkdir', '/run/overlane');
  await host.command('ip', 'link', 'add', 'name', 'eth1', 'type', 'veth', 'peer', 'name', 'wire1');
  for (const end of ['eth1', 'wire1']) {
    await host.command('ip', 'link', 'set', 'dev', end, 'addrgenmode', 'none');
    await host.command('ip', 'link', 'set', 'dev', end, 'up');
  }
  await host.command('ip', 'addr', 'add', '10.10.10.10/16', 'dev', 'eth1');
  await host.command('ip', 'link', 'add', 'name', 'their-br', 'type', 'bridge');
  await host.command('ip', 'netns', 'add', 'theirs');
});
afterAll(() => host.stop());

const read = () => observe(host, 'hostnode01');
const converge = async (fabric: Intent) => {
  const { batches } = await push(host, plan(desiredOf(fabric), await read(), { isolate: false }), NO_READ);
  expect(batches.filter(({ kind }) => kind !== 'done')).toEqual([]);
};
const NO_READ = { sections: [], timeoutMs: 10_000 };

/** The first steps alone, as a run that was cut leaves it. */
function cutAfter(whole: Plan, steps: number): Plan {
  let left = steps;
  const batches = whole.batches.map((batch) => {
    const some = batch.steps.slice(0, left);
    left -= some.length;
    return { ...batch, steps: some };
  });
  return { ...whole, batches: batches.filter((batch) => batch.steps.length > 0) };
}

const third = tenant({
  name: 'google',
  prefix: 'ggl',
  networks: [{ vni: 30 }],
  endpoints: [{ host: 'node01' }, { host: 'node02' }],
});
const [microsoft, apple] = SEED.tenants;
if (!microsoft || !apple) throw new Error('the seed has two tenants');
const moved = {
  ...microsoft,
  networks: microsoft.networks.map((network) => ({ ...network, vni: 77, mtu: 1400 })),
};

const CHANGES: [string, Intent, Intent][] = [
  ['a tenant that is added', SEED, intent([NODE01, NODE02], [...SEED.tenants, third])],
  ['a tenant that is taken away', SEED, intent([NODE01, NODE02], [apple])],
  ['all tenants taken away', SEED, intent([NODE01, NODE02], [])],
  ['another VNI and MTU', SEED, intent([NODE01, NODE02], [moved, apple])],
];

describe.each(CHANGES)('%s', (_what, before, after) => {
  it('is taken back by the file, wherever the run was cut, and nothing of others is touched', async () => {
    await converge(before);
    const steps = plan(desiredOf(after), await read(), { isolate: false }).batches.flatMap(
      (batch) => batch.steps,
    );
    expect(steps.length).toBeGreaterThan(3);
    const theirs = await host.command('ip', '-d', '-o', 'link', 'show', 'dev', 'their-br');
    for (const cut of [
      0,
      1,
      Math.floor(steps.length / 3),
      Math.floor(steps.length / 2),
      steps.length - 1,
      steps.length,
    ]) {
      const found = await read();
      const forward = plan(desiredOf(after), found, { isolate: false });
      const id = `7-${++tries}`;
      const undo = undoPlan(desiredOf(before), found, forward);
      await host.command('mkdir', `/run/overlane/undo.${id}`);
      await host.run({
        sections: [
          {
            name: 'file',
            argv: ['tee', `/run/overlane/undo.${id}/undo`],
            input: undoFile({ id, fabric: 'testfabric', revision: 7, plan: undo }),
            onFailure: 'stop',
          },
        ],
        timeoutMs: 1000,
      });
      await push(host, cutAfter(forward, cut), NO_READ);
      const mid = renderCommands(plan(desiredOf(before), await read(), { isolate: false })).length;
      if (cut > 1) expect(mid).toBeGreaterThan(0);
      await host.command('sh', `/run/overlane/undo.${id}/undo`, 'now');
      expect(await host.command('cat', `/run/overlane/undo.${id}/undone`)).toBe('undone\n');
      expect(
        renderCommands(plan(desiredOf(before), await read(), { isolate: false })),
        `cut after ${cut}`,
      ).toEqual([]);
    }
    const timeless = (text: string) => text.replace(/(\w+_timer)\s+[\d.]+/g, '');
    expect(timeless(await host.command('ip', '-d', '-o', 'link', 'show', 'dev', 'their-br'))).toBe(
      timeless(theirs),
    );
    expect(await host.command('ip', 'netns', 'list')).toContain('theirs');
  });
});

it('what somebody else put at one of our names meanwhile is left alone', async () => {
  await converge(SEED);
  const found = await read();
  const after = intent([NODE01, NODE02], [...SEED.tenants, third]);
  const forward = plan(desiredOf(after), found, { isolate: false });
  const id = `8-${++tries}`;
  await host.command('mkdir', `/run/overlane/undo.${id}`);
  const input = undoFile({
    id,
    fabric: 'testfabric',
    revision: 8,
    plan: undoPlan(desiredOf(SEED), found, forward),
  });
  await host.run({
    sections: [{ name: 'file', argv: ['tee', `/run/overlane/undo.${id}/undo`], input, onFailure: 'stop' }],
    timeoutMs: 1000,
  });
  await host.command('ip', 'link', 'add', 'name', 'ggl-br', 'type', 'bridge');
  await host.command('ip', 'netns', 'add', 'google');
  await host.command('ip', '-n', 'google', 'link', 'add', 'name', 'theirs0', 'type', 'bridge');
  await host.command('sh', `/run/overlane/undo.${id}/undo`, 'now');
  expect(await host.command('ip', '-o', 'link', 'show', 'dev', 'ggl-br')).toContain('ggl-br');
  expect(await host.command('ip', '-n', 'google', '-o', 'link', 'show', 'dev', 'theirs0')).toContain(
    'theirs0',
  );
});
