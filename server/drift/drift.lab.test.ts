import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { execInHost } from '../../lab/lab';
import { waitUntil } from '../../lab/wait';
import { type EventWitness, witnessEvents } from '../../lab/witness/kernel-events';
import { kernelState } from '../../lab/witness/kernel-state';
import { type Rig, startRig } from '../controller/rig.testing';
import { commit } from '../intent/commit';
import { loadIntent } from '../intent/load';
import type { Operation } from '../model/operation';
import { parseOwnerMark } from '../model/owner';
import type { DriftItem } from './drift-item';
import { DEEDS, type Deed, words } from './fixtures/matrix';

const ENDPOINTS = ['node01', 'node02', 'node03']
  .map((host, i) => `      - { host: ${host}, network: default, address: 10.1.0.${4 + i} }`)
  .join('\n');
const FILE = `
tenants:
  microsoft:
    prefix: msft
    networks: { default: { vni: 10, subnets: [10.1.0.0/24] } }
    endpoints:
${ENDPOINTS}
  apple:
    prefix: aapl
    networks: { default: { vni: 20, subnets: [10.1.0.0/24] } }
    endpoints:
${ENDPOINTS}
`;

let rig: Rig;
let fabric: string;
let hostId: string;
let witness: EventWitness;
const at = (host: string) => ({ stateDir: rig.stateDir, host });

async function on(host: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ ...at(host), argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

async function type(deed: Deed): Promise<void> {
  for (const argv of words(deed, fabric)) await on('node01', ...argv);
}

const bare = ({ key }: DriftItem) => key.slice(hostId.length + 1);
/** Of node01, without the host. */
const listed = () => rig.controller.drift().map(bare).sort();

const itemOf = (key: string) => rig.controller.drift().find((item) => bare(item) === key);

/** Waits until exactly these differ. */
async function differs(keys: readonly string[]): Promise<void> {
  const wanted = JSON.stringify([...keys].sort());
  await waitUntil(() => JSON.stringify(listed()) === wanted, { everyMs: 5, atMostMs: 10_000 });
  expect(listed()).toEqual([...keys].sort());
}

async function repair(...keys: string[]): Promise<void> {
  const asked = keys.map((key) => `${hostId}/${key}`);
  expect(await rig.controller.repair(asked)).toEqual({ repaired: asked, failed: [] });
}

beforeAll(async () => {
  rig = await startRig({ hosts: 3 });
  await rig.settled();
  await rig.commitFile(FILE);
  await rig.settled();
  const { hosts } = await loadIntent();
  hostId = hosts.find(({ name }) => name === 'node01')?.id ?? '';
  const shown = JSON.parse(await on('node01', 'ip', '-j', 'link', 'show', 'dev', 'msft-br'));
  fabric = parseOwnerMark(shown[0].ifalias)?.fabric ?? '';
  witness = await witnessEvents(at('node01'));
});
afterAll(async () => {
  witness?.stop();
  await rig?.stop();
});

/**
 * What is told of a device of apple as it is now. Lines without `qdisc` are those that the bridge tells of its ports from
 * time to time, and a monitor names devices of other namespaces by their index here.
 */
function isOfApple(line: string): boolean {
  return /^(\[nsid current\])?(Deleted )?\d+: aapl[^:]*:.* qdisc /.test(line);
}

/** A bridge whose MTU somebody set once no longer follows its ports, so that goes last. */
const IN_TURN = [...DEEDS].sort((a, b) => rank(a) - rank(b));
function rank({ name }: Deed): number {
  return name === 'a bridge has another MTU' ? 1 : 0;
}

describe('what people do to a real kernel', () => {
  beforeEach(() => differs([]));

  it.each(IN_TURN)('$name: is listed, repaired alone, and the rest after it', async (deed) => {
    await type(deed);
    await differs(deed.differs);
    const [main, ...rest] = deed.differs;
    const events = await witness.during(() => repair(main));
    expect(events.filter(isOfApple)).toEqual([]);
    // A device that is made anew says some ten times so, with its other end and the routes of its addresses.
    expect(events.length).toBeLessThanOrEqual(60);
    const left = rest.filter((key) => !deed.along?.includes(key));
    // The other end of a pair that was moved to another namespace is seen gone by its event.
    await differs(left);
    if (left.length > 0) await repair(...left);
  });
});

const DOWN = ['ip', 'link', 'set', 'dev', 'msft-vxl-10', 'down'];
const SMALL = ['ip', 'link', 'set', 'dev', 'aapl-veth0', 'mtu', '1400'];
const VXLAN_DOWN = 'vxlan//msft-vxl-10/state';
const APPLE = ['bridge//aapl-br/mtu', 'veth//aapl-veth0/mtu'];

describe('while drift is reported and not repaired', () => {
  beforeEach(() => differs([]));

  it('a host stays as people left it, whatever is read and applied, until somebody asks', async () => {
    await on('node01', ...DOWN);
    await on('node01', ...SMALL);
    await differs([VXLAN_DOWN, ...APPLE]);
    const since = rig.controller.drift().map((item) => item.since);
    const left = await kernelState(at('node01'));
    rig.controller.reread(hostId);
    await rig.commit([{ op: 'fabric.set', vxlan: { port: 8472 } }]);
    await rig.settled();
    expect(await kernelState(at('node01'))).toEqual(left);
    expect(rig.controller.drift().map((item) => item.since)).toEqual(since);
    expect(itemOf(VXLAN_DOWN)).toMatchObject({
      expected: 'up',
      found: 'down',
      weight: 'failed',
      sentence:
        'msft-vxl-10 on node01 is down: nothing of microsoft crosses between node01 and node02 or node03',
    });
    await repair(VXLAN_DOWN);
    await differs(APPLE);
    await repair('veth//aapl-veth0/mtu');
    await differs([]);
  });

  it('what is drift stays drift when the controller starts anew, and what was asked for meanwhile is made', async () => {
    await on('node01', ...DOWN);
    await differs([VXLAN_DOWN]);
    const { tenants, revision } = await loadIntent();
    const apple = tenants.find(({ name }) => name === 'apple');
    const endpoint = apple?.endpoints.find((one) => one.hostId === hostId);
    if (!apple || !endpoint) throw new Error('the file has apple on node01');
    const set = (address: string): Operation => ({
      op: 'endpoint.set',
      tenantId: apple.id,
      endpoint: {
        ...endpoint,
        interfaces: endpoint.interfaces.map((wire) => ({ ...wire, addresses: [address] })),
      },
    });
    // The controller does not hear of it: as if it had been killed between the commit and the run.
    await commit({ base: revision, operations: [set('10.1.0.44')], actor: 'test' });
    await rig.restart();
    await rig.settled();
    await differs([VXLAN_DOWN]);
    expect(await on('node01', 'ip', '-n', 'apple', '-br', 'address', 'show')).toContain('10.1.0.44/24');
    expect(await on('node01', 'ip', '-br', 'link', 'show', 'dev', 'msft-vxl-10')).toContain('DOWN');
    await rig.commit([set('10.1.0.4')]);
    await rig.settled();
    await repair(VXLAN_DOWN);
  });

  it.each([
    ['an MTU', ['ip', 'link', 'set', 'dev', 'msft-veth0', 'mtu', '1400'], 'veth//msft-veth0/mtu'],
    [
      'an address',
      ['ip', '-n', 'microsoft', 'address', 'add', '10.1.0.66/24', 'dev', 'msft-veth1'],
      'address/microsoft/msft-veth1/address 10.1.0.66/24',
    ],
  ])('%s that is accepted is what intent has from then on', async (_, argv, key) => {
    await on('node01', ...argv);
    await waitUntil(() => itemOf(key) !== undefined, { everyMs: 5, atMostMs: 10_000 });
    const accept = itemOf(key)?.accept;
    if (!accept || 'whyNot' in accept) throw new Error(JSON.stringify(accept));
    await rig.commit(accept.operations);
    await rig.settled();
    await differs([]);
    await rig.commitFile(FILE);
    await rig.settled();
  });

  it('what stands in the way is named, and is left to people', async () => {
    await on('node01', 'ip', 'link', 'del', 'dev', 'msft-br');
    await differs(['bridge//msft-br/presence', 'vxlan//msft-vxl-10/master', 'veth//msft-veth0/master']);
    await on('node01', 'ip', 'link', 'add', 'name', 'msft-br', 'type', 'bridge');
    const key = 'bridge//msft-br/in the way msft-br';
    await differs([key]);
    const { failed } = await rig.controller.repair([`${hostId}/${key}`]);
    expect(failed).toEqual([{ key: `${hostId}/${key}`, sentence: itemOf(key)?.sentence }]);
    expect(failed[0]?.sentence).toContain('msft-br that Overlane did not make');
    await on('node01', 'ip', 'link', 'del', 'dev', 'msft-br');
    await differs(['bridge//msft-br/presence', 'vxlan//msft-vxl-10/master', 'veth//msft-veth0/master']);
    await repair('bridge//msft-br/presence');
  });
});

describe('with the policy to repair', () => {
  it('all is put right at once', async () => {
    await differs([]);
    await rig.commit([{ op: 'drift.set', drift: 'repair' }]);
    await rig.settled();
    await on('node01', ...DOWN);
    await on('node01', ...SMALL);
    await on('node01', 'ip', 'netns', 'del', 'microsoft');
    const isRight = async () => {
      const links = JSON.parse(await on('node01', 'ip', '-j', 'link', 'show')) as Record<string, unknown>[];
      const link = (name: string) => links.find(({ ifname }) => ifname === name);
      const flags = link('msft-vxl-10')?.flags;
      return Array.isArray(flags) && flags.includes('UP') && link('aapl-veth0')?.mtu === 1450;
    };
    expect(await waitUntil(isRight, { everyMs: 50, atMostMs: 10_000 })).toBe(true);
    const spaces = () => on('node01', 'ip', 'netns', 'list');
    expect(
      await waitUntil(async () => (await spaces()).includes('microsoft'), { everyMs: 50, atMostMs: 10_000 }),
    ).toBe(true);
    await differs([]);
  });
});
