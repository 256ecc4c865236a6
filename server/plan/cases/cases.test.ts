import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { bridgeLine, ipLine } from '../../ssh/memory/iproute2';
import type { MemoryKernel } from '../../ssh/memory/kernel';
import { desiredOf, newHost, read, run } from '../fixtures/host';
import { planText } from '../fixtures/plan-text';
import { plan } from '../plan-host';
import type { Case, Typed } from './case';

const here = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function type(kernel: MemoryKernel, typed: readonly Typed[]): void {
  for (const command of typed) {
    const [tool, ...words] = command.split(' ');
    const [flag, name = '', ...rest] = words;
    const inside = flag === '-n';
    const namespace = inside ? kernel.namespace(name) : kernel.root;
    if (tool === 'ip') ipLine(kernel, namespace, inside ? rest : words);
    else bridgeLine(kernel, namespace, words);
  }
  kernel.settle();
}

/** `UPDATE_GOLDEN=1 npx vitest run --project unit server/plan/cases` records the texts anew. */
it.each(names)('%s', async (name) => {
  const { situation } = (await import(`./${name}/case.ts`)) as { situation: Case };
  const { hostId = 'hostnode01', isolate = false } = situation;
  const kernel = newHost(situation.vtep);
  type(kernel, situation.found ?? []);
  if (situation.before) {
    await run(
      kernel,
      plan(desiredOf(situation.before, hostId), await read(kernel, hostId), { isolate: false }),
    );
  }
  type(kernel, situation.since ?? []);
  const made = plan(desiredOf(situation.intent, hostId), await read(kernel, hostId), { isolate });
  await expect(planText(made)).toMatchFileSnapshot(`${here}${name}/plan.txt`);
  const reached = await run(kernel, made);
  expect(reached.batches.filter(({ kind }) => kind !== 'done')).toEqual([]);
  const again = plan(desiredOf(situation.intent, hostId), await read(kernel, hostId), { isolate });
  expect(again.batches).toEqual([]);
});
