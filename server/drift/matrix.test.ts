import { describe, expect, it } from 'vitest';
import { intent, NODE01, NODE02, NODE03, tenant } from '../compile/fixtures/intent';
import { checkIntent } from '../model/check';
import type { Intent } from '../model/intent';
import { operate } from '../model/operation';
import { statusKey } from '../model/status-key';
import { desiredOf, FABRIC, ip, newHost, read, run } from '../plan/fixtures/host';
import { MENDABLE } from '../plan/mending';
import { plan } from '../plan/plan-host';
import { renderCommands } from '../plan/script';
import type { MemoryKernel } from '../ssh/memory/kernel';
import { MemoryRunner } from '../ssh/memory/runner';
import { Carriages } from '../status/carriages';
import { statuses } from '../status/statuses';
import type { DriftItem } from './drift-item';
import { driftOf } from './drift-of';
import { DEEDS, type Deed, MATRIX, words } from './fixtures/matrix';

const HOST = 'hostnode01';
const HOSTS = [NODE01, NODE02, NODE03];
const ends = HOSTS.map(({ name }) => ({ host: name }));
/** The seed's tenants on three hosts, so that a flood list can lose one entry and keep one. */
const WHOLE: Intent = intent(HOSTS, [
  tenant({ name: 'microsoft', prefix: 'msft', networks: [{ vni: 10 }], endpoints: ends }),
  tenant({ name: 'apple', prefix: 'aapl', networks: [{ vni: 20 }], endpoints: ends }),
]);

async function built(): Promise<MemoryKernel> {
  const kernel = newHost();
  await run(kernel, plan(desiredOf(WHOLE), await read(kernel), { isolate: false }));
  return kernel;
}

async function type(kernel: MemoryKernel, deed: Deed): Promise<void> {
  const sections = words(deed, FABRIC).map((argv, i) => ({
    name: `typed:${i}`,
    argv,
    onFailure: 'continue' as const,
  }));
  const { sections: said } = await new MemoryRunner(kernel).run({ sections, timeoutMs: 1000 });
  expect(said.filter(({ code }) => code !== 0)).toEqual([]);
}

async function listed(kernel: MemoryKernel, wanted = WHOLE): Promise<DriftItem[]> {
  const desired = desiredOf(wanted);
  const observed = await read(kernel);
  const { refusals, strays } = plan(desired, observed, { isolate: false });
  const settled = new Set(wanted.tenants.map(({ id }) => id));
  return driftOf({ intent: wanted, desired, observed, settled, refusals, strays, before: [], now: 1 });
}

const keys = (items: readonly DriftItem[]) => items.map(({ key }) => key.replace(`${HOST}/`, '')).sort();

describe('every attribute of every object that a step mends', () => {
  it('is in the matrix', () => {
    const mendable = Object.entries(MENDABLE).flatMap(([kind, attributes]) =>
      attributes.map((attribute) => `${kind} ${attribute}`),
    );
    expect(Object.keys(MATRIX).sort()).toEqual(mendable.sort());
    for (const [place, deeds] of Object.entries(MATRIX)) {
      const attribute = MENDABLE_ATTRIBUTE.exec(place)?.[1] ?? place;
      const seen = deeds.some(({ differs }) => differs.some((key) => key.includes(`/${attribute}`)));
      expect(seen, place).toBe(true);
    }
  });

  it.each(DEEDS)('$name: is listed, and nothing else', async (deed) => {
    const kernel = await built();
    await type(kernel, deed);
    expect(keys(await listed(kernel))).toEqual([...deed.differs].sort());
  });

  it.each(DEEDS)('$name: shows in the state of what it is part of', async (deed) => {
    const kernel = await built();
    await type(kernel, deed);
    const desired = desiredOf(WHOLE);
    const observed = await read(kernel);
    const { refusals, strays } = plan(desired, observed, { isolate: false });
    const reading = { state: 'ready' as const, reason: null, activeRevision: 1, run: null, refusals, strays };
    const judged = statuses({
      intent: WHOLE,
      desired: [desired],
      hosts: { [HOST]: { ...reading, observed, shape: 1, heardAt: observed.readAt } },
      carriages: new Carriages(),
      now: observed.readAt,
    });
    const health = (key: string) => judged.find((one) => one.key === key)?.health;
    expect(health(statusKey.tenant('tntmicrosoft'))).toMatch(/^(failed|degraded)$/);
    expect(health(statusKey.tenant('tntapple'))).toBe('healthy');
    const [main] = (await listed(kernel)).filter(({ key }) => key === `${HOST}/${deed.differs[0]}`);
    expect(judged.some(({ health, facts }) => health !== 'healthy' && facts.some(isOf(main)))).toBe(true);
  });

  it.each(DEEDS)('$name: repaired alone, ends alone, and other drift stays', async (deed) => {
    const kernel = await built();
    ip(kernel, 'link set dev aapl-br down');
    ip(kernel, 'link set dev aapl-veth1 mtu 1300', 'apple');
    const others = keys(await listed(kernel));
    await type(kernel, deed);
    const [main, ...rest] = deed.differs;
    const items = (await listed(kernel)).filter(({ key }) => key === `${HOST}/${main}`);
    const only = { tenants: new Set<string>(), items };
    const scoped = plan(desiredOf(WHOLE), await read(kernel), { isolate: false, only });
    const reached = await run(kernel, scoped);
    expect(reached.batches.filter(({ kind }) => kind !== 'done')).toEqual([]);
    const left = rest.filter((key) => !deed.along?.includes(key));
    expect(keys(await listed(kernel))).toEqual([...others, ...left].sort());
  });

  it.each(DEEDS)('$name: accepted, is no longer so', async (deed) => {
    const kernel = await built();
    await type(kernel, deed);
    for (const item of await listed(kernel)) {
      if ('whyNot' in item.accept) continue;
      const { intent: accepted } = operate(WHOLE, item.accept.operations);
      expect(checkIntent(accepted)).toEqual([]);
      expect(keys(await listed(kernel, accepted))).not.toContain(item.key.replace(`${HOST}/`, ''));
    }
  });
});

/** `host-end mtu` → `mtu` */
const MENDABLE_ATTRIBUTE = /^[a-z-]+ (.+)$/;

const isOf = (item: DriftItem | undefined) => (fact: { expected: string | null; found: string }) =>
  fact.found === item?.found || fact.found.endsWith(item?.object.name ?? '?');

it('says what each means, what puts it right, and what accepting it would change', async () => {
  const texts: string[] = [];
  for (const deed of DEEDS) {
    const kernel = await built();
    await type(kernel, deed);
    const items = await listed(kernel);
    const part = [`# ${deed.name}`, ...deed.typed.map((line) => `$ ${line}`)];
    for (const item of items) {
      const only = { tenants: new Set<string>(), items: [item] };
      const made = plan(desiredOf(WHOLE), await read(kernel), { isolate: false, only });
      part.push(
        `${item.key.replace(`${HOST}/`, '')}: ${item.expected ?? 'nothing'} expected, ${item.found} found (${item.weight})`,
        `    ${item.sentence}`,
        ...renderCommands(made).map((command) => `    repair: ${command}`),
        `    ${acceptText(item)}`,
      );
    }
    texts.push(part.join('\n'));
  }
  const file = new URL('./fixtures/matrix.txt', import.meta.url);
  await expect(`${texts.join('\n\n')}\n`).toMatchFileSnapshot(file.pathname);
});

function acceptText({ accept }: DriftItem): string {
  return 'whyNot' in accept
    ? `no accept: ${accept.whyNot}`
    : `accept: ${accept.operations.map(({ op }) => op).join(', ')}`;
}
