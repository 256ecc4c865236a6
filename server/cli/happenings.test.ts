import { expect, it } from 'vitest';
import type { HostLive, LiveEvent } from '../controller/face';
import { NO_PROOFS } from '../controller/fixtures/no-proofs';
import { APART } from '../diagnose/isolation/fixtures/apart';
import type { DriftItem } from '../drift/drift-item';
import { keyOfFdbEntry } from '../live/observed-keys';
import type { Intent } from '../model/intent';
import { proposeHost } from '../model/propose';
import { statusKey } from '../model/status-key';
import type { FdbEntry, Observed, ObservedLink, ObservedNamespace } from '../observe/observed';
import type { Status } from '../status/status';
import { happenings } from './happenings';
import type { Fabric } from './live';

const HOST = proposeHost({ name: 'node01', address: '198.18.0.1' });
const INTENT: Intent = { revision: 4, vxlan: { port: 8472 }, drift: 'report', hosts: [HOST], tenants: [] };
const LINK = {
  index: 5,
  name: 'msft-br',
  kindName: 'bridge',
  up: true,
  carrier: true,
  master: null,
  mtu: 1450,
  mac: '02:00:00:00:00:01',
  portState: null,
  addresses: [],
} as unknown as ObservedLink;
const entry = (n: number) =>
  ({
    mac: `02:00:00:00:00:${String(n).padStart(2, '0')}`,
    device: 'msft-vxl-10',
    dst: '10.10.10.20',
  }) as FdbEntry;
const OBSERVED = {
  hostId: HOST.id,
  links: [LINK],
  fdb: [entry(1)],
  neighbours: [],
  namespaces: [{ name: 'microsoft', links: [LINK], neighbours: [] } as unknown as ObservedNamespace],
} as unknown as Observed;
const LIVE = {
  hostId: HOST.id,
  state: 'ready',
  reason: null,
  run: null,
  activeRevision: 4,
  observed: OBSERVED,
} as unknown as HostLive;
const DRIFT = { key: 'a', hostId: HOST.id, sentence: 'msft-br on node01 is down' } as DriftItem;
const STATUS: Status = {
  key: statusKey.host(HOST.id),
  health: 'healthy',
  sentence: '',
  facts: [],
  tenantId: null,
};

const fabric = (): Fabric => ({
  now: 0,
  intent: INTENT,
  hosts: new Map([[HOST.id, LIVE]]),
  drift: new Map(),
  isolation: APART,
  proofs: NO_PROOFS,
  rollouts: new Map(),
  statuses: new Map([[STATUS.key, STATUS]]),
});
const patch = (what: object) => ({
  kind: 'observed',
  patch: { hostId: HOST.id, readAt: 9, ...what },
  heardAt: 9,
});
const told = (event: object, before = fabric()) =>
  happenings(before, { id: 1, now: 10, ...event } as LiveEvent).map(({ kind, host, what }) => [
    kind,
    host,
    what,
  ]);

it.each<[string, object, unknown[]]>([
  [
    'a revision',
    { kind: 'intent', intent: { ...INTENT, revision: 5 } },
    [['change', null, 'revision 5 was committed']],
  ],
  [
    'a host that goes',
    { kind: 'host-state', host: { ...LIVE, state: 'unreachable', reason: { sentence: 'no route' } } },
    [['host', 'node01', 'ready → unreachable: no route']],
  ],
  [
    'each thing of a link that changed',
    patch({
      links: { set: [{ ...LINK, up: false, mtu: 1400, addresses: [{ text: 'fe80::1/64' }] }], gone: [] },
    }),
    [['link', 'node01', 'msft-br: state up → down, mtu 1450 → 1400, has fe80::1/64 now']],
  ],
  [
    'links that came and went, in namespaces too',
    patch({
      links: { set: [{ ...LINK, index: 6, name: 'new0' }], gone: ['5'] },
      namespaces: { set: [{ name: 'microsoft', links: { set: [], gone: ['5'] } }], gone: [] },
    }),
    [
      ['link', 'node01', 'msft-br is gone'],
      ['link', 'node01', 'new0 is new (bridge, up)'],
      ['link', 'node01', 'msft-br in microsoft is gone'],
    ],
  ],
  [
    'entries of a forwarding table that came and went',
    patch({ fdb: { set: [entry(2)], gone: [keyOfFdbEntry(entry(1))] } }),
    [
      ['fdb', 'node01', '02:00:00:00:00:02 on msft-vxl-10 to 10.10.10.20 is new'],
      ['fdb', 'node01', '02:00:00:00:00:01 on msft-vxl-10 to 10.10.10.20 is gone'],
    ],
  ],
  ['drift', { kind: 'drift', set: [DRIFT], gone: [] }, [['drift', 'node01', 'msft-br on node01 is down']]],
  [
    'a health that changed',
    { kind: 'statuses', set: [{ ...STATUS, health: 'failed', sentence: 'it is away' }], gone: [] },
    [['status', 'node01', 'healthy → failed: it is away']],
  ],
  ['no health that did not', { kind: 'statuses', set: [{ ...STATUS, sentence: 'well' }], gone: [] }, []],
  ['no sign of life', { kind: 'heard', heardAt: { [HOST.id]: 9 } }, []],
])('tells of %s', (_, event, expected) => {
  expect(told(event)).toEqual(expected);
});

it('tells of drift that ended, and of drift that is another one now', () => {
  const before = { ...fabric(), drift: new Map([[DRIFT.key, DRIFT]]) };
  expect(told({ kind: 'drift', set: [DRIFT], gone: [] }, before)).toEqual([]);
  expect(told({ kind: 'drift', set: [], gone: ['a', 'unknown'] }, before)).toEqual([
    ['drift', 'node01', 'no longer so: msft-br on node01 is down'],
  ]);
});

it('counts what is much of the same', () => {
  const lines = told(patch({ fdb: { set: Array.from({ length: 99 }, (_, n) => entry(n + 2)), gone: [] } }));
  expect(lines).toHaveLength(11);
  expect(lines.at(-1)).toEqual(['fdb', 'node01', 'and 89 more like these']);
});
