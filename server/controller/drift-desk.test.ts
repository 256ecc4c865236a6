import { expect, it } from 'vitest';
import { intent, NODE01, NODE02, tenant } from '../compile/fixtures/intent';
import type { DriftItem } from '../drift/drift-item';
import type { Intent } from '../model/intent';
import { operate } from '../model/operation';
import { desiredOf, ip, newHost, read, run } from '../plan/fixtures/host';
import { plan } from '../plan/plan-host';
import { renderCommands } from '../plan/script';
import type { MemoryKernel } from '../ssh/memory/kernel';
import { DriftDesk } from './drift-desk';

const HOST = 'hostnode01';
const microsoft = (...hosts: { host: string }[]) =>
  tenant({ name: 'microsoft', prefix: 'msft', networks: [{ vni: 10 }], endpoints: hosts });
const BOTH: Intent = intent([NODE01, NODE02], [microsoft({ host: NODE01.name }, { host: NODE02.name })]);

/** One host's desk, and the loop of a host around it. */
class Desk {
  readonly #kernel: MemoryKernel = newHost();
  #intent = BOTH;
  readonly #desk = new DriftDesk(HOST, {
    intent: () => this.#intent,
    applied: null,
    saveApplied: () => {},
    drifted: () => {},
  });

  /** @returns every command that was run until nothing is left to do */
  async turn(wanted: Intent = this.#intent): Promise<string> {
    this.#intent = wanted;
    const desired = desiredOf(wanted);
    const typed: string[] = [];
    for (let round = 0; round < 4; round++) {
      const observed = await read(this.#kernel);
      const only = this.#desk.scope(desired, observed);
      const made = plan(desired, observed, only === null ? { isolate: false } : { isolate: false, only });
      this.#desk.settle(desired, observed, made);
      if (made.batches.length === 0) return typed.join('\n');
      typed.push(...renderCommands(made));
      await run(this.#kernel, made);
    }
    throw new Error(`there is always something left: ${typed.at(-1)}`);
  }

  async after(...lines: [line: string, namespace?: string][]): Promise<void> {
    for (const [line, namespace] of lines) ip(this.#kernel, line, namespace);

    expect(await this.turn()).toBe('');
  }

  repair(key: string): void {
    void this.#desk.repair([`${HOST}/${key}`]);
  }

  get drift(): string[] {
    return this.#desk.items.map(({ key }) => key.replace(`${HOST}/`, '')).sort();
  }

  item(key: string): DriftItem {
    const item = this.#desk.items.find((one) => one.key === `${HOST}/${key}`);
    if (!item) throw new Error(`${key} is not among ${this.drift.join(', ')}`);
    return item;
  }

  accepted(key: string): Intent {
    const { accept } = this.item(key);
    if ('whyNot' in accept) throw new Error(accept.whyNot);
    return operate(this.#intent, accept.operations).intent;
  }
}

const ADDED = 'address/microsoft/msft-veth1/address 10.1.0.66/24';
const DOWN = 'vxlan//msft-vxl-10/state';

async function drifted(...lines: [line: string, namespace?: string][]): Promise<Desk> {
  const desk = new Desk();
  await desk.turn();
  await desk.after(...lines);
  return desk;
}

const ADD: [string, string] = ['addr add 10.1.0.66/24 dev msft-veth1', 'microsoft'];

it('an accepted difference leaves the others of its tenant as they are', async () => {
  const desk = await drifted(ADD, ['link set dev msft-vxl-10 down']);
  expect(desk.drift).toEqual([ADDED, DOWN]);
  const { since } = desk.item(DOWN);
  expect(await desk.turn(desk.accepted(ADDED))).toBe('');
  expect(desk.drift).toEqual([DOWN]);
  expect(desk.item(DOWN).since).toBe(since);
});

it('what a change of intent wants otherwise is made, and the rest stays drift', async () => {
  const desk = await drifted(['link set dev msft-veth0 mtu 1400'], ['link set dev msft-vxl-10 down']);
  const [one] = BOTH.tenants;
  const [network] = one?.networks ?? [];
  if (!one || !network) throw new Error('there is one network');
  const { intent: smaller } = operate(BOTH, [
    { op: 'network.set', tenantId: one.id, network: { ...network, mtu: 1300 } },
  ]);
  const typed = await desk.turn(smaller);
  expect(typed).toContain('link set dev msft-veth0 mtu 1300');
  expect(typed).not.toContain('link set dev msft-vxl-10 up');
  expect(desk.drift).toEqual([DOWN]);
});

it('what is gone is made again where a change of intent is of it, with what that needs', async () => {
  const desk = await drifted(
    ['link del dev msft-veth0'],
    ['link del dev msft-br'],
    ['link set dev msft-vxl-10 down'],
  );
  expect(desk.drift).toContain('bridge//msft-br/presence');
  const [one] = BOTH.tenants;
  const endpoint = one?.endpoints.find(({ hostId }) => hostId === HOST);
  if (!one || !endpoint) throw new Error('microsoft has an endpoint on node01');
  const interfaces = endpoint.interfaces.map((wire) => ({ ...wire, addresses: ['10.1.0.77'] }));
  const { intent: moved } = operate(BOTH, [
    { op: 'endpoint.set', tenantId: one.id, endpoint: { ...endpoint, interfaces } },
  ]);
  const typed = await desk.turn(moved);
  expect(typed).toContain('addr add 10.1.0.77/24 dev msft-veth1');
  expect(typed).toContain('link add name msft-br');
  expect(desk.drift).toEqual(['vxlan//msft-vxl-10/master', DOWN]);
});

it('what is gone stays gone where a change of intent is of something else', async () => {
  const desk = await drifted(ADD, ['link del dev msft-vxl-10']);
  expect(desk.drift).toEqual([ADDED, 'vxlan//msft-vxl-10/presence']);
  expect(await desk.turn(desk.accepted(ADDED))).toBe('');
  expect(desk.drift).toEqual(['vxlan//msft-vxl-10/presence']);
});

it('what somebody asked for is put right beside a change', async () => {
  const desk = await drifted(ADD, ['link set dev msft-vxl-10 down']);
  desk.repair(DOWN);
  await desk.turn(desk.accepted(ADDED));
  expect(desk.drift).toEqual([]);
});
