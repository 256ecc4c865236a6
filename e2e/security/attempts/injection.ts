import { newId } from '../../../server/model/ids';
import type { Operation } from '../../../server/model/operation';
import { type Attempt, attempt, call } from '../attempt';
import { STRINGS } from '../inputs';
import type { World } from '../world';

/** Commits one operation on the present revision. */
export const committing = (operation: (world: World) => unknown) => async (world: World) => ({
  base: await world.revision(),
  operations: [operation(world)],
});

type Text = { what: string; of(world: World, text: string): unknown };
const interfaceOf = (world: World) => world.first.interfaces[0];
const inEndpoint = (world: World, changes: object): unknown => ({
  op: 'endpoint.set',
  tenantId: world.tenant.id,
  endpoint: { ...world.first, ...changes },
});
const inInterface = (world: World, changes: object): unknown =>
  inEndpoint(world, { interfaces: [{ ...interfaceOf(world), ...changes }] });
const inNetwork = (world: World, changes: object): unknown => ({
  op: 'network.set',
  tenantId: world.tenant.id,
  network: { ...world.network, ...changes },
});
const inHost = (world: World, changes: object): unknown => ({
  op: 'host.set',
  host: { ...world.node01, ...changes },
});

/** Strings of a change that end in an argv, a line of a batch, or a login. */
const TEXTS: readonly Text[] = [
  { what: "a host's address", of: (w, address) => inHost(w, { address }) },
  { what: "a host's name", of: (w, name) => inHost(w, { name }) },
  { what: "a host's user", of: (w, user) => inHost(w, { user }) },
  { what: "a host's key file", of: (w, path) => inHost(w, { key: { kind: 'file', path } }) },
  {
    what: "an underlay's device",
    of: (w, device) => inHost(w, { underlay: { ...w.node01.underlay, device } }),
  },
  { what: 'a VTEP', of: (w, address) => inHost(w, { underlay: { ...w.node01.underlay, address } }) },
  {
    what: "a tenant's name",
    of: ({ tenant: { networks: _n, endpoints: _e, ...tenant } }, name) => ({
      op: 'tenant.set',
      tenant: { ...tenant, name },
    }),
  },
  {
    what: 'a prefix',
    of: ({ tenant: { networks: _n, endpoints: _e, ...tenant } }, prefix) => ({
      op: 'tenant.set',
      tenant: { ...tenant, prefix },
    }),
  },
  { what: "a network's name", of: (w, name) => inNetwork(w, { name }) },
  { what: 'a bridge', of: (w, bridge) => inNetwork(w, { bridge }) },
  { what: 'a VXLAN interface', of: (w, vxlan) => inNetwork(w, { vxlan }) },
  { what: 'a subnet', of: (w, subnet) => inNetwork(w, { subnets: [subnet] }) },
  { what: 'a namespace', of: (w, namespace) => inEndpoint(w, { namespace }) },
  { what: "a veth's host end", of: (w, hostEnd) => inInterface(w, { hostEnd }) },
  { what: "a veth's namespace end", of: (w, namespaceEnd) => inInterface(w, { namespaceEnd }) },
  { what: 'an address', of: (w, address) => inInterface(w, { addresses: [address] }) },
  { what: 'a MAC', of: (w, mac) => inInterface(w, { mac }) },
];
const DEVICES = TEXTS.filter(({ what }) => /bridge|VXLAN|device|end/.test(what));

const inChanges = (item: number, texts: readonly Text[], values: readonly string[]): Attempt[] =>
  texts.flatMap(({ what, of }) =>
    values.map((value) =>
      call(
        item,
        `${JSON.stringify(value).slice(0, 60)} as ${what}`,
        'admin',
        'changes.commit',
        committing((world) => of(world, value)),
      ),
    ),
  );

const METACHARACTERS = [
  'x;touch /tmp/CANARY',
  '$(touch /tmp/CANARY)',
  'x\ntouch /tmp/CANARY',
  'x\u0000y',
  'x\u2028y',
  '\'"`|&<>*?~!#',
];
const OPTIONS = ['-f', '--help', '-oProxyCommand=touch /tmp/CANARY'];
const LINES = [
  'msft-br\nlink add CANARY type bridge',
  'msft-br\r\nnetns add CANARY',
  'msft-br\\\nlink del eth1',
];
const DEVICE_NAMES = [
  'veth%d',
  '..',
  '.',
  'all',
  'default',
  'lo',
  'sixteen-bytes-abc',
  'a b',
  'a\tb',
  'vet\u200bh',
  'ｖｅｔｈ０',
  'a/b',
  'a:b',
  '',
];

const pinging = (changes: object) => (world: World) => ({
  endpointId: world.first.id,
  target: { address: '10.1.0.5' },
  ...changes,
});
const capturing = (changes: object) => (world: World) => ({
  id: newId(),
  place: { at: 'endpoint', endpointId: world.first.id, networkId: world.network.id },
  ...changes,
});

/** Spellings of more than one machine, of none, or that programs read differently. */
const TARGETS = [
  '255.255.255.255',
  '10.1.0.255',
  '10.1.0.0',
  '224.0.0.1',
  'ff02::1',
  '127.0.0.1',
  '::1',
  '0.0.0.0',
  '::',
  '010.1.0.5',
  '0x0a010005',
  '167837701',
  '10.1.5',
  '10.1.0.5/24',
  'fe80::1%eth0',
  'localhost',
  '10.1.0.5 -f',
];

const LONG = 100_000;

export const INJECTION: readonly Attempt[] = [
  ...inChanges(1, TEXTS, METACHARACTERS),
  ...METACHARACTERS.flatMap((value) => [
    call(
      1,
      `${JSON.stringify(value)} as a target`,
      'operator',
      'ping.run',
      pinging({ target: { address: value } }),
    ),
    call(1, `${JSON.stringify(value)} as an address`, 'admin', 'hosts.scan', { address: value, port: 22 }),
    call(1, `${JSON.stringify(value)} as a name`, 'admin', 'users.create', { name: value, role: 'viewer' }),
    call(
      1,
      `${JSON.stringify(value)} as a filter`,
      'operator',
      'capture.run',
      capturing({ filter: { address: value } }),
    ),
  ]),
  ...inChanges(2, TEXTS, OPTIONS),
  ...OPTIONS.flatMap((value) => [
    call(2, `${value} as a target`, 'operator', 'ping.run', pinging({ target: { address: value } })),
    call(2, `${value} as a target`, 'operator', 'ping.sweep', (w) => ({
      endpointId: w.first.id,
      target: { address: value },
    })),
    call(2, `${value} as an address`, 'operator', 'path.find', (w) => ({ from: w.first.id, address: value })),
    call(2, `${value} as an address`, 'admin', 'hosts.scan', { address: value, port: 22 }),
    call(2, `${value} as a filter`, 'operator', 'capture.run', capturing({ filter: { address: value } })),
  ]),
  ...['-z', '-w', '-r', '-F', '-Z', '-G', '-i'].flatMap((option) => [
    call(
      3,
      `${option} as an address`,
      'operator',
      'capture.run',
      capturing({ filter: { address: `${option} x` } }),
    ),
    call(3, `${option} as a field`, 'operator', 'capture.run', capturing({ [option]: 'x' })),
  ]),
  call(3, 'an expression', 'operator', 'capture.run', capturing({ filter: { expression: 'icmp or -w x' } })),
  call(
    3,
    'a protocol of its own',
    'operator',
    'capture.run',
    capturing({ filter: { protocol: 'icmp or tcp' } }),
  ),
  call(
    3,
    'a direction of its own',
    'operator',
    'capture.run',
    capturing({ filter: { direction: 'in -w /tmp/x' } }),
  ),
  call(
    3,
    'a port with an option',
    'operator',
    'capture.run',
    capturing({ filter: { port: '80 -w /tmp/x' } }),
  ),
  ...inChanges(4, TEXTS, LINES),
  ...TARGETS.map((address) => call(5, address, 'operator', 'ping.run', pinging({ target: { address } }))),
  ...[
    { count: 0 },
    { count: 1001 },
    { count: 1e15 },
    { intervalMs: 0 },
    { intervalMs: 199 },
    { size: 65_508 },
    { size: -1 },
  ].map((bound) => call(5, JSON.stringify(bound), 'operator', 'ping.run', pinging(bound))),
  call(5, 'a namespace that is not the tenant’s', 'operator', 'ping.run', pinging({ namespace: 'other' })),
  call(5, 'an endpoint that is none', 'operator', 'ping.run', pinging({ endpointId: newId() })),
  ...inChanges(6, DEVICES, DEVICE_NAMES),
  attempt(9, 'every string of the API, 100 kB against its pattern within 50 ms', async () => {
    const slow: string[] = [];
    const texts = ['a', '-', '.', '0', 'a-', '1.', ':', ' ', '/', '\u0000', 'é'].map((part) =>
      part.repeat(LONG / part.length).concat('!'),
    );
    for (const { path, field, schema } of STRINGS) {
      for (const text of texts) {
        const begun = performance.now();
        schema.safeParse(text);
        const ms = performance.now() - begun;
        // Whoever shares this processor takes time too: the second try is alone with the pattern, or as slow as that.
        if (ms < 50) continue;
        const again = performance.now();
        schema.safeParse(text);
        if (performance.now() - again >= 50)
          slow.push(`${path} ${field} ${text.slice(0, 4)}…: ${Math.round(ms)} ms`);
      }
    }
    return slow.length === 0 ? null : slow.join('; ');
  }),
  ...['__proto__', 'constructor', 'prototype'].map((key) =>
    attempt(9, `${key} in positions changes no other object`, async (world) => {
      const body = `{"positions":{"${key}":{"x":1,"y":1,"polluted":true}}}`;
      const headers = { ...world.headersOf('operator'), 'content-type': 'application/json' };
      await world.send({ method: 'POST', path: '/api/trpc/layout.set', headers, body });
      const me = await world.call('operator', 'session.me');
      return me.code === null && !me.text.includes('polluted') ? null : me.text;
    }),
  ),
  ...([{ $ne: null }, { contains: '' }, ['a'], { not: { equals: '' } }, 1, true, null] as unknown[]).flatMap(
    (value) => [
      call(9, `${JSON.stringify(value)} for an id`, 'operator', 'hosts.reread', { hostId: value }),
      call(9, `${JSON.stringify(value)} for an id`, 'admin', 'users.setRole', { id: value, role: 'admin' }),
      call(9, `${JSON.stringify(value)} for an id`, 'admin', 'tokens.revoke', { id: value }),
      call(
        9,
        `${JSON.stringify(value)} for an id`,
        'viewer',
        'isolation.report',
        { id: value },
        { audited: false },
      ),
    ],
  ),
  ...['\u001b[31mred\u001b[0m', 'a\r\nINJECTED line', '\u009b2J', 'a\u202eb'].flatMap((text) => [
    call(9, `${JSON.stringify(text)} as a sentence`, 'operator', 'changes.commit', async (world) => ({
      base: await world.revision(),
      operations: [{ op: 'drift.set', drift: 'report' } satisfies Operation],
      sentence: text,
    })),
    attempt(9, `${JSON.stringify(text)} at sign-in is in no line of the log`, async (world) => {
      const body = JSON.stringify({ name: text, password: 'none of this' });
      const headers = { ...world.headersOf('nobody'), 'content-type': 'application/json' };
      const { status } = await world.send({ method: 'POST', path: '/login/password', headers, body });
      if (status !== 401 && status !== 429) return `it was answered with ${status}`;
      const rows = await world.call('admin', 'activity.list', { text: 'INJECTED' });
      return JSON.stringify(rows.data) === '[]' ? null : rows.text;
    }),
  ]),
];
