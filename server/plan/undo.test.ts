import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkIntent } from '../model/check';
import { desiredOf, newHost, read, run } from './fixtures/host';
import { intents } from './fixtures/intents';
import { plan } from './plan-host';
import { predict } from './predict';
import { renderCommands } from './script';
import { undoPlan } from './undo';

const RUNS = Number(process.env.OVERLANE_FUZZ ?? 60);

it('a run leads to what was predicted of it, as far as another plan can tell', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(intents, intents, intents, async (before, after, third) => {
      fc.pre([before, after, third].every((one) => checkIntent(one).length === 0));
      const kernel = newHost();
      await run(kernel, plan(desiredOf(before), await read(kernel), { isolate: false }));
      const found = await read(kernel);
      const forward = plan(desiredOf(after), found, { isolate: false });
      const predicted = predict(found, forward);
      const { batches } = await run(kernel, forward);
      fc.pre(batches.every(({ kind }) => kind === 'done'));
      const reached = await read(kernel);
      for (const next of [before, after, third]) {
        const commands = (observed: typeof reached) =>
          renderCommands(plan(desiredOf(next), observed, { isolate: true })).sort();
        expect(commands(predicted)).toEqual(commands(reached));
      }
    }),
    { numRuns: RUNS },
  );
});

it('an undo that was made before the run leads back to what was there', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(intents, intents, async (before, after) => {
      fc.pre(checkIntent(before).length === 0 && checkIntent(after).length === 0);
      const kernel = newHost();
      const was = desiredOf(before);
      await run(kernel, plan(was, await read(kernel), { isolate: false }));
      const found = await read(kernel);
      const forward = plan(desiredOf(after), found, { isolate: false });
      const undo = undoPlan(was, found, forward);
      await run(kernel, forward);
      const { batches } = await run(kernel, undo);
      expect(batches.filter(({ kind }) => kind !== 'done')).toEqual([]);
      expect(renderCommands(plan(was, await read(kernel), { isolate: false }))).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
