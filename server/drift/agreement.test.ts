import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Desired } from '../compile/desired';
import { checkIntent } from '../model/check';
import type { Intent } from '../model/intent';
import type { Observed } from '../observe/observed';
import { type Drift, drift, drifts } from '../plan/fixtures/drift';
import { desiredOf, newHost, read, run } from '../plan/fixtures/host';
import { intents } from '../plan/fixtures/intents';
import { plan } from '../plan/plan-host';
import { renderCommands } from '../plan/script';
import type { MemoryKernel } from '../ssh/memory/kernel';
import type { DriftItem } from './drift-item';
import { driftOf } from './drift-of';

const RUNS = Number(process.env.OVERLANE_FUZZ ?? 150);

function listed(intent: Intent, desired: Desired, observed: Observed): DriftItem[] {
  const { refusals, strays } = plan(desired, observed, { isolate: false });
  const settled = new Set(intent.tenants.map(({ id }) => id));
  return driftOf({ intent, desired, observed, settled, refusals, strays, before: [], now: 1 });
}

const mendable = ({ attribute }: DriftItem) => attribute !== 'in the way';

/** A built host, and what people then did to it. */
async function drifted(intent: Intent, deeds: readonly Drift[]): Promise<MemoryKernel> {
  const kernel = newHost();
  await run(kernel, plan(desiredOf(intent), await read(kernel), { isolate: false }));
  drift(kernel, deeds);
  return kernel;
}

async function made(kernel: MemoryKernel, desired: Desired, items: readonly DriftItem[]): Promise<Observed> {
  const scope = { tenants: new Set<string>(), items };
  const scoped = plan(desired, await read(kernel), { isolate: false, only: scope });
  const { batches } = await run(kernel, scoped);
  expect(batches.filter(({ kind }) => kind !== 'done')).toEqual([]);
  return read(kernel);
}

it('lists something exactly where a plan of everything would do something', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(intents, drifts, async (intent, deeds) => {
      fc.pre(checkIntent(intent).length === 0);
      const kernel = await drifted(intent, deeds);
      const desired = desiredOf(intent);
      const observed = await read(kernel);
      const items = listed(intent, desired, observed).filter(mendable);
      const whole = plan(desired, observed, { isolate: false });
      const scoped = plan(desired, observed, {
        isolate: false,
        only: { tenants: new Set(), items },
      });
      expect(renderCommands(scoped)).toEqual(renderCommands(whole));
    }),
    { numRuns: RUNS },
  );
});

it('repairing one thing ends that, and makes nothing else differ', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(intents, drifts, fc.nat({ max: 60 }), async (intent, deeds, pick) => {
      fc.pre(checkIntent(intent).length === 0);
      const kernel = await drifted(intent, deeds);
      const desired = desiredOf(intent);
      const before = listed(intent, desired, await read(kernel));
      const items = before.filter(mendable);
      const item = items[pick % Math.max(1, items.length)];
      if (!item) return;
      const after = listed(intent, desired, await made(kernel, desired, [item])).map(({ key }) => key);
      expect(after).not.toContain(item.key);
      const known = new Set(before.map(({ key }) => key));
      // The MTU of a bridge follows its ports, which others may still have to put right; and where it was too small for
      // IPv6, the kernel begins that anew as it grows, with an address and a way to make addresses of its own.
      const follows = (key: string) => {
        const [, kind, , name, attribute = ''] = key.split('/');
        if (kind === 'bridge' && attribute === 'mtu') return true;
        if (!known.has(`${key.split('/')[0]}/bridge//${name}/mtu`)) return false;
        return attribute === 'addrgenmode' || (kind === 'address' && attribute.startsWith('address fe80:'));
      };
      const news = after.filter((key) => !known.has(key) && !follows(key));
      // What stood in the way of something hid how that differs.
      if (before.every(mendable)) expect(news).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
