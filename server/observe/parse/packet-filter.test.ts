import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseIptables } from './iptables';
import { parseNftables } from './nftables';
import { droppingChain, type Fate, type Filter, fate, type Packet } from './packet-filter';

const text = (file: string) => readFileSync(new URL(`./fixtures/filters/${file}`, import.meta.url), 'utf8');

function filterOf(file: string, hook: 'input' | 'forward'): Filter {
  const parsed = file.endsWith('.ruleset')
    ? parseNftables(text(file), hook)
    : parseIptables(text(file), hook);
  if (!parsed) throw new Error(`${file} is no filter`);
  return parsed;
}

function fates(file: string, hook: 'input' | 'forward', packet: Packet): Fate[] {
  const filter = filterOf(file, hook);
  return filter.bases.map((base) => fate(filter, base, packet));
}

const toTunnel: Packet = { protocol: 'udp', port: 8472, inDevice: 'eth1', outDevice: null, bridged: false };
const ofTenant: Packet = { protocol: null, port: null, inDevice: 'b', outDevice: 'b', bridged: true };

describe('a packet to the fabric’s port', () => {
  it.each<[string, Fate]>([
    ['docker.iptables', 'accepted'],
    ['docker.legacy', 'accepted'],
    ['docker.ruleset', 'accepted'],
    ['ufw.iptables', 'dropped'],
    ['ufw.legacy', 'dropped'],
    // nft cannot read the matches of iptables, and so nothing is certain.
    ['ufw.ruleset', 'uncertain'],
    ['ufw-open.iptables', 'uncertain'],
    ['ufw-open.legacy', 'uncertain'],
    ['firewalld.ruleset', 'dropped'],
    ['firewalld-open.ruleset', 'accepted'],
    ['server.ruleset', 'dropped'],
    ['server-open.ruleset', 'accepted'],
    // From these peers it comes through; whether they are the fabric's, nobody knows.
    ['server-peers.ruleset', 'uncertain'],
  ])('through %s is %s', (file, expected) => {
    expect(fates(file, 'input', toTunnel)).toEqual([expected]);
  });

  it('is judged by its own port and device', () => {
    expect(fates('server-open.ruleset', 'input', { ...toTunnel, inDevice: 'eth0' })).toEqual(['dropped']);
    expect(fates('firewalld-open.ruleset', 'input', { ...toTunnel, port: 4789 })).toEqual(['dropped']);
    expect(fates('ufw-open.iptables', 'input', { ...toTunnel, port: 4790 })).toEqual(['dropped']);
    expect(fates('server-open.ruleset', 'input', { ...toTunnel, inDevice: null })).toEqual(['uncertain']);
  });
});

describe('a bridged frame of a tenant', () => {
  it.each<[string, Fate[]]>([
    ['docker.iptables', ['dropped']],
    ['docker.legacy', ['dropped']],
    ['docker.ruleset', ['dropped']],
    ['docker-open.iptables', ['accepted']],
    ['docker-open.legacy', ['accepted']],
    ['docker-open.ruleset', ['uncertain']],
    ['ufw.iptables', ['dropped']],
    ['firewalld.ruleset', ['dropped']],
    ['server.ruleset', ['dropped']],
  ])('through %s is %s', (file, expected) => {
    expect(fates(file, 'forward', ofTenant)).toEqual(expected);
  });

  it('names the chain that drops it', () => {
    expect(droppingChain(filterOf('docker.iptables', 'forward'), ofTenant)).toBe('FORWARD');
    expect(droppingChain(filterOf('docker.ruleset', 'forward'), ofTenant)).toBe('ip filter FORWARD');
    expect(droppingChain(filterOf('firewalld.ruleset', 'forward'), ofTenant)).toBe(
      'inet firewalld filter_FORWARD',
    );
  });
});

describe('a filter', () => {
  const policy = (rules: string) => {
    const filter = parseIptables(`-P INPUT DROP\n-N other\n${rules}`, 'input');
    return filter ? fatesOf(filter) : [];
  };
  const fatesOf = (filter: Filter) => filter.bases.map((base) => fate(filter, base, toTunnel));

  it.each<[string, string, Fate]>([
    ['an earlier drop', '-A INPUT -p udp --dport 8472 -j DROP\n-A INPUT -j ACCEPT', 'dropped'],
    ['an earlier accept', '-A INPUT -j ACCEPT\n-A INPUT -j DROP', 'accepted'],
    ['a chain that comes back', '-A INPUT -j other\n-A INPUT -j ACCEPT\n-A other -j RETURN', 'accepted'],
    ['a chain that nobody knows', '-A INPUT -j TARPIT\n', 'dropped'],
    [
      'a return that may be taken',
      '-A INPUT -j other\n-A other -s 10.0.0.1 -j RETURN\n-A other -j ACCEPT',
      'uncertain',
    ],
    ['a goto, which does not come back', '-A INPUT -g other\n-A INPUT -j ACCEPT', 'dropped'],
    ['a negated port', '-A INPUT -p udp ! --dport 53 -j ACCEPT', 'accepted'],
    ['a range', '-A INPUT -p udp --dport 8000:9000 -j ACCEPT', 'accepted'],
    ['another protocol', '-A INPUT -p tcp --dport 8472 -j ACCEPT', 'dropped'],
    ['devices by their beginning', '-A INPUT -i eth+ -j ACCEPT', 'accepted'],
    ['known connections only', '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', 'dropped'],
    ['a chain that calls itself', '-A INPUT -j other\n-A other -j other', 'dropped'],
  ])('judges %s', (_, rules, expected) => {
    expect(policy(rules)).toEqual([expected]);
  });

  it('is none where the text is none', () => {
    expect(parseNftables('', 'input')).toBeNull();
    expect(parseNftables('Error: syntax error', 'input')).toBeNull();
    expect(parseNftables('{"nftables": [{"rule": 1}]}', 'input')).toBeNull();
    expect(parseIptables('', 'input')).toBeNull();
    expect(parseIptables('sh: 1: iptables: not found', 'input')).toBeNull();
  });

  it('lets everything pass where it has no chain at the hook', () => {
    expect(droppingChain({ bases: [], chains: new Map() }, toTunnel)).toBeNull();
  });
});
