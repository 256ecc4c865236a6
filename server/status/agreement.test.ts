import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkIntent } from '../model/check';
import { statusKey } from '../model/status-key';
import { drift, drifts } from '../plan/fixtures/drift';
import { desiredOf, newHost, read, run } from '../plan/fixtures/host';
import { intents } from '../plan/fixtures/intents';
import type { Plan } from '../plan/plan';
import { plan } from '../plan/plan-host';
import { Carriages } from './carriages';
import { statuses } from './statuses';

/** Keys of the devices that a plan builds or changes. */
function changedLinks(made: Plan): Set<string> {
  const keys = new Set<string>();
  for (const { steps } of made.batches) {
    for (const { object } of steps) {
      if (object.kind !== 'namespace') keys.add(statusKey.link(made.hostId, object.namespace, object.name));
    }
  }
  return keys;
}

it('a device is healthy where plan would leave it alone, and only there', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(intents, drifts, async (fabric, deeds) => {
      fc.pre(checkIntent(fabric).length === 0);
      const kernel = newHost();
      const desired = desiredOf(fabric);
      await run(kernel, plan(desired, await read(kernel), { isolate: false }));
      drift(kernel, deeds);
      const observed = await read(kernel);
      const made = plan(desired, observed, { isolate: false });
      const changed = changedLinks(made);
      const reading = {
        state: 'ready' as const,
        reason: null,
        observed,
        heardAt: observed.readAt,
        activeRevision: fabric.revision,
        shape: 1,
        run: null,
        refusals: made.refusals,
        strays: made.strays,
      };
      const judged = statuses({
        intent: fabric,
        desired: [desired],
        hosts: { [desired.hostId]: reading },
        carriages: new Carriages(),
        now: observed.readAt,
      });
      // What makes way takes others along: the ports of a bridge, the other end of a pair.
      const replaces = made.batches.some(({ steps }) =>
        steps.some(({ action, flaps }) => action === 'delete' && flaps),
      );
      for (const { key, health, sentence } of judged.filter(({ key }) => key.startsWith('link:'))) {
        if (health === 'healthy') expect(changed.has(key) && !replaces, `${key}: ${sentence}`).toBe(false);
        else if (made.refusals.length === 0) {
          // A host end without carrier is mended at its other end, and a second device with a mark at that one.
          const isDoubled = made.strays.some(
            ({ home }) => statusKey.link(made.hostId, home.namespace, home.name) === key,
          );
          const elsewhere = sentence.includes('carrier is missing') || isDoubled;
          expect(changed.has(key) || elsewhere, `${key}: ${sentence}`).toBe(true);
        }
      }
    }),
    { numRuns: 100 },
  );
});
