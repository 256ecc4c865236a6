import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkIntent } from '../check';
import type { Intent } from '../intent';
import { operate } from '../operation';
import { difference } from './difference';
import { exportFabric } from './export';
import { parseFabricFile, placeFaults } from './parse';
import { wantedIntent } from './wanted';

const empty: Intent = { revision: 0, vxlan: { port: 4789 }, drift: 'report', hosts: [], tenants: [] };
const seedText = readFileSync(new URL('../../../lab/seed.yaml', import.meta.url), 'utf8');

function applied(current: Intent, text: string): Intent {
  const parsed = parseFabricFile(text);
  if (!parsed.file) throw new Error(JSON.stringify(parsed.faults));
  const { intent, faults } = wantedIntent(current, parsed.file);
  expect([...faults, ...checkIntent(intent)]).toEqual([]);
  return operate(current, difference(current, intent)).intent;
}

function faultsOf(text: string): { line: number | null; sentence: string }[] {
  const parsed = parseFabricFile(text);
  if (!parsed.file) return parsed.faults;
  const { intent, faults } = wantedIntent(empty, parsed.file);
  return placeFaults([...faults, ...checkIntent(intent)], parsed.file, parsed.lineOf);
}

describe('a fabric file', () => {
  it("builds the seed's fabric with the seed's names", () => {
    const intent = applied(empty, seedText);
    expect(intent.vxlan.port).toBe(8472);
    expect(intent.hosts.map((host) => [host.name, host.underlay?.address])).toEqual([
      ['node01', '10.10.10.10'],
      ['node02', '10.10.10.20'],
    ]);
    const [microsoft, apple] = intent.tenants;
    expect(microsoft?.networks[0]).toMatchObject({ vni: 10, bridge: 'msft-br', vxlan: 'msft-vxl-10' });
    expect(
      apple?.endpoints.map((e) => [e.namespace, e.interfaces[0]?.hostEnd, e.interfaces[0]?.addresses]),
    ).toEqual([
      ['apple', 'aapl-veth0', ['10.1.0.4']],
      ['apple', 'aapl-veth0', ['10.1.0.5']],
    ]);
  });

  it('twice is no change, and neither is what was exported', () => {
    const intent = applied(empty, seedText);
    expect(difference(intent, applied(intent, seedText))).toEqual([]);
    expect(difference(intent, applied(intent, exportFabric(intent)))).toEqual([]);
  });

  it('says which host is reached through which, wherever they stand, and which has a key of its own', () => {
    const text = 'hosts:\n  b: { address: 10.0.0.2, jump: a, key: own }\n  a: { address: 192.0.2.1 }\n';
    const intent = applied(empty, text);
    const [behind, before] = intent.hosts;
    expect(behind).toMatchObject({ jump: before?.id, key: { kind: 'generated', id: expect.any(String) } });
    expect(difference(intent, applied(intent, text))).toEqual([]);
    expect(difference(intent, applied(intent, exportFabric(intent)))).toEqual([]);
    expect(applied(intent, 'hosts:\n  b: { address: 10.0.0.2 }\n').hosts[0]).not.toHaveProperty('jump');
    expect(faultsOf('hosts:\n  b: { address: 10.0.0.2, jump: c }\n')).toMatchObject([
      { sentence: 'the file has no host c' },
    ]);
  });

  it('leaves sections that it does not have as they are', () => {
    const intent = applied(empty, seedText);
    expect(difference(intent, applied(intent, 'vxlan: { port: 8472 }\n'))).toEqual([]);
  });

  it('takes several networks, several endpoints on a host, and an endpoint in two networks', () => {
    const text = `${seedText}
  google:
    prefix: goog
    networks:
      default: { vni: 30, subnets: [10.1.0.0/24, "2001:db8:30::/64"] }
      storage: { vni: 16777215, subnets: [10.9.0.0/24], mtu: 1400 }
    endpoints:
      - { host: node01, network: default, addresses: [10.1.0.4, "2001:DB8:30:0::4"] }
      - { host: node01, name: web, network: default }
      - { host: node02, interfaces: [ { network: default, addresses: [10.1.0.9] }, { network: storage, address: 10.9.0.9, mac: "02:00:00:00:00:09" } ] }
`;
    const intent = applied(empty, text);
    const google = intent.tenants.find((tenant) => tenant.name === 'google');
    expect(google?.endpoints.map((e) => e.namespace)).toEqual(['google', 'google-web', 'google']);
    expect(google?.endpoints[0]?.interfaces[0]?.addresses).toEqual(['10.1.0.4', '2001:db8:30::4']);
    expect(google?.endpoints[2]?.interfaces.map((i) => [i.hostEnd, i.namespaceEnd])).toEqual([
      ['goog-veth0', 'goog-veth1'],
      ['goog-veth2', 'goog-veth3'],
    ]);
    expect(google?.networks[1]).toMatchObject({
      vxlan: 'goog-v16777215',
      bridge: 'goog-b16777215',
      mtu: 1400,
    });
    expect(difference(intent, applied(intent, text))).toEqual([]);
    expect(difference(intent, applied(intent, exportFabric(intent)))).toEqual([]);
  });

  it('changes only what it says otherwise, and takes away what it no longer names', () => {
    const intent = applied(empty, seedText);
    const moved = seedText.replace(
      'host: node02, network: default, address: 10.1.0.5',
      'host: node02, network: default, address: 10.1.0.6',
    );
    const operations = difference(intent, applied(intent, moved));
    expect(operations.map((operation) => operation.op)).toEqual(['endpoint.set']);
    const without = seedText.slice(0, seedText.indexOf('  apple:'));
    expect(difference(intent, applied(intent, without)).map((operation) => operation.op)).toEqual([
      'tenant.remove',
    ]);
  });

  it.each<[string, (text: string) => string, number | null, string]>([
    ['a key twice', (t) => t.replace('node02: {', 'node01: {'), 4, 'unique'],
    [
      'a setting that does not exist',
      (t) => t.replace('prefix: msft', 'prefx: msft'),
      7,
      'no setting `prefx`',
    ],
    ['a VNI out of range', (t) => t.replace('vni: 20', 'vni: 16777216'), 14, 'from 1 to 16777215'],
    ['a VNI twice', (t) => t.replace('vni: 20', 'vni: 10'), 14, 'one VNI, one network'],
    [
      'an address outside',
      (t) => t.replace('10.1.0.5 }\n  apple', '10.2.0.5 }\n  apple'),
      11,
      'is not in 10.1.0.0/24',
    ],
    ['an octal address', (t) => t.replace('address: 10.1.0.4', 'address: 010.1.0.4'), 10, 'IPv4 or IPv6'],
    [
      'a host that is not there',
      (t) => t.replace('host: node02', 'host: node03'),
      11,
      'the hosts are: node01, node02',
    ],
    [
      'a network that is not there',
      (t) => t.replace('network: default', 'network: other'),
      10,
      'its networks are: default',
    ],
    ['an endpoint twice', (t) => t.replace('host: node02', 'host: node01'), 11, 'give one of them a name'],
    ['markup in a name', (t) => t.replace('apple:', '"<b>":'), 12, 'a name is'],
    [
      'an option as a device',
      (t) => t.replace('device: eth1', 'device: --all'),
      3,
      'begins with a letter or digit',
    ],
    [
      'a newline in a user',
      (t) => t.replace('user: root', 'user: "root\\nlink del eth1"'),
      3,
      'a user name is',
    ],
    ['no text at all', () => '', null, 'the file is empty'],
    ['a list', () => '- a\n', null, 'expected object'],
    ['broken YAML', (t) => `${t}\n  : [`, 19, ''],
  ])('is refused with line and reason: %s', (_name, spoil, line, sentence) => {
    const faults = faultsOf(spoil(seedText));
    expect(faults.map((fault) => fault.sentence).join('\n')).toContain(sentence);
    expect(faults.map((fault) => fault.line)).toContain(line);
  });

  it('names every fault at once', () => {
    const faults = faultsOf(
      seedText
        .replace('vni: 20', 'vni: 0')
        .replace('prefix: msft', 'prefix: MSFT')
        .replace('port: 8472', 'port: 0'),
    );
    expect(faults.map((fault) => fault.line)).toEqual([1, 7, 14]);
  });
});
