import { describe, expect, it } from 'vitest';
import type { Observed, ObservedLink, ObservedNeighbour } from '../observed';
import { ODD_ALIAS } from './fixtures/network';
import { mergeRead, parseObserved, unreadNamespaces } from './observed';
import { ReadError } from './read-error';
import { DISTRIBUTIONS, recorded } from './recorded';
import { namespaceSection, type ReadOutput, SECTION } from './section-output';

const BOOT_ID = '11111111-2222-3333-4444-555555555555';

function parse(outputs: ReadOutput[]): Observed {
  return parseObserved({ hostId: 'host01', readAt: 1000, root: outputs, namespaces: outputs });
}

/** Counters, ages and the boot id are the recording's own. */
function steady(observed: Observed): unknown {
  const counters = new Set(['stats', 'used', 'updated']);
  const text = JSON.stringify({ ...observed, bootId: BOOT_ID }, (key, value: unknown) =>
    counters.has(key) ? undefined : value,
  );
  return JSON.parse(text) as unknown;
}

function link(observed: Observed, name: string): ObservedLink {
  const found = observed.links.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

function refusal(outputs: ReadOutput[]): string {
  try {
    parse(outputs);
  } catch (error) {
    if (error instanceof ReadError) return `${error.code} ${error.section}`;
    throw error;
  }
  return 'parsed';
}

function changed(outputs: ReadOutput[], section: string, change: Partial<ReadOutput>): ReadOutput[] {
  return outputs.map((output) => (output.name === section ? { ...output, ...change } : output));
}

describe.each(DISTRIBUTIONS)('what %s prints', (distribution) => {
  const outputs = recorded(distribution, 'full');
  const observed = parse(outputs);

  it('is the same host as on any other distribution', async () => {
    const expected = structuredClone(observed);
    // iproute2 5.10 says nothing but `external` of such a device.
    if (distribution === 'debian11') {
      Object.assign(link(expected, 'any-vxl').vxlan ?? {}, { port: 4791, ageing: 300 });
    }
    const path = new URL('./fixtures/full.golden', import.meta.url).pathname;
    await expect(`${JSON.stringify(steady(expected), null, 2)}\n`).toMatchFileSnapshot(path);
  });

  it('is empty where nobody ever made a namespace', () => {
    const bare = parse(recorded(distribution, 'bare'));
    expect(bare.namespaces).toEqual([]);
    expect(bare.fdb).toEqual([]);
    expect(bare.links.map(({ name, kind }) => [name, kind])).toEqual([['lo', 'loopback']]);
  });

  it('tells of our own devices what a plan compares', () => {
    expect(link(observed, 'msft-vxl-10')).toMatchObject({
      kind: 'vxlan',
      up: true,
      operstate: 'UNKNOWN',
      mtu: 1450,
      mac: '02:00:00:00:02:02',
      master: 'msft-br',
      group: 7652,
      alias: 'overlane:f0:n1',
      addrgenmode: 'none',
      portState: 'forwarding',
      vxlan: { vni: 10, port: 8472, local: '10.10.10.10', remote: null, device: 'eth1', learning: true },
    });
    expect(link(observed, 'msft-br')).toMatchObject({ kind: 'bridge', noArp: true, master: null });
    const flood = observed.fdb.filter((entry) => entry.device === 'msft-vxl-10' && entry.dst !== null);
    expect(flood.map((entry) => entry.dst)).toEqual(['10.10.10.20', '10.10.10.30']);
  });

  it('tells where the other end of a veth is', () => {
    const microsoft = observed.namespaces.find(({ name }) => name === 'microsoft');
    const inside = microsoft?.links.find(({ name }) => name === 'msft-veth1');
    expect(link(observed, 'msft-veth0').peer).toEqual({ index: inside?.index, nsid: microsoft?.nsid });
    expect(link(observed, 'pair0').peer).toEqual({ index: link(observed, 'pair1').index, nsid: null });
  });

  it('keeps an alias with quotes and control characters as it is', () => {
    expect(link(observed, ODD_ALIAS.device).alias).toBe(ODD_ALIAS.alias);
  });

  it('tells whom the host and its namespaces know as neighbours, but not what the kernel makes for itself', () => {
    const rows = (neighbours: ObservedNeighbour[] = []) =>
      neighbours.map(({ address, mac, state, router }) => [address, mac, state, router]);
    expect(rows(observed.neighbours)).toEqual([
      ['10.10.10.20', '02:00:00:00:01:20', ['PERMANENT'], false],
      // Asked for by what was flooded to it.
      ['10.10.10.30', null, ['INCOMPLETE'], false],
      ['2001:db8:1::20', '02:00:00:00:01:21', ['STALE'], false],
    ]);
    expect(new Set(observed.neighbours.map(({ device }) => device))).toEqual(new Set(['eth1']));
    const microsoft = observed.namespaces.find(({ name }) => name === 'microsoft');
    expect(rows(microsoft?.neighbours)).toEqual([
      ['10.1.0.5', null, ['INCOMPLETE'], false],
      ['10.1.0.50', '02:00:00:00:02:50', ['PERMANENT'], false],
      ['10.1.0.51', '02:00:00:00:02:51', ['NOARP'], false],
      ['10.1.0.52', '02:00:00:00:02:52', ['STALE'], false],
      ['2001:db8::53', '02:00:00:00:02:53', ['PERMANENT'], true],
    ]);
  });

  it('tells how the host reaches others, but not what its own addresses bring along', () => {
    expect(observed.routes).toContainEqual({
      to: '10.20.0.0/16',
      via: '10.10.10.1',
      device: 'eth1',
      table: 'main',
    });
    expect(observed.routes).toContainEqual({
      to: '10.30.0.0/16',
      via: null,
      device: null,
      table: 'main',
      type: 'unreachable',
    });
    expect(observed.routes.filter(({ table }) => table === 'local')).toEqual([]);
  });

  it('has counters', () => {
    expect(link(observed, 'msft-veth0').stats.rxPackets).toBeGreaterThan(0);
    expect(observed.fdb.find(({ state }) => state === '')?.updated).toBeGreaterThanOrEqual(0);
  });

  it('names a namespace that cannot be entered, and why', () => {
    expect(observed.namespaces.find(({ name }) => name === 'stale')).toMatchObject({
      unreadable: 'setting the network namespace "stale" failed: Invalid argument',
      links: [],
    });
  });

  it('shows a namespace that went between the list and its read', () => {
    const gone = outputs.find(({ name }) => name === namespaceSection('never-was'));
    const section = namespaceSection('byhand');
    expect(refusal(changed(outputs, section, { ...gone, name: section }))).toBe(
      `changed-while-reading ${section}`,
    );
  });
});

const outputs = recorded('debian12', 'full');

describe('a read', () => {
  it.each(Object.values(SECTION))('fails as a whole where %s failed', (section) => {
    expect(refusal(changed(outputs, section, { code: 1, stdout: '' }))).toBe(`command-failed ${section}`);
    expect(refusal(outputs.filter(({ name }) => name !== section))).toBe(`missing ${section}`);
  });

  it('fails where a command inside a namespace failed', () => {
    const section = namespaceSection('microsoft');
    expect(refusal(changed(outputs, section, { code: 1 }))).toBe(`command-failed ${section}`);
    expect(refusal(changed(outputs, section, { code: 137, stdout: '' }))).toBe(`command-failed ${section}`);
  });

  it('tells the reason that the command gave', () => {
    const stderr = 'Error: ipv4: FIB table does not exist.\nDump terminated\n';
    expect(() => parse(changed(outputs, SECTION.links, { code: 2, stderr }))).toThrow(
      'read:links: Error: ipv4: FIB table does not exist.',
    );
  });

  it.each([
    ['text', 'Object "link" is unknown, try "ip help".\n'],
    ['no list', '{"ifindex":1}\n'],
    ['no links', '[]\n'],
    ['more lists than asked for', '[]\n[]\n'],
    ['other objects', '[{"name":"microsoft"}]\n'],
    ['a device without flags', '[{"ifindex":1,"ifname":"lo","mtu":65536,"link_type":"loopback"}]\n'],
  ])('is malformed where %s is printed as links', (_, stdout) => {
    expect(refusal(changed(outputs, SECTION.links, { stdout }))).toBe(`malformed ${SECTION.links}`);
  });

  it('is malformed where the boot id is none', () => {
    expect(refusal(changed(outputs, SECTION.kernel, { stdout: 'x\n0\n' }))).toBe(
      `malformed ${SECTION.kernel}`,
    );
  });

  it('has no IPv6 forwarding on a kernel without IPv6', () => {
    const stderr = 'cat: /proc/sys/net/ipv6/conf/all/forwarding: No such file or directory\n';
    const read = parse(changed(outputs, SECTION.forwarding6, { code: 1, stdout: '', stderr }));
    expect(read.forwarding).toEqual({ ipv4: false, ipv6: false });
  });

  it('has changed meanwhile where the addresses know another device than the links', () => {
    const addresses = outputs.find(({ name }) => name === SECTION.addresses)?.stdout ?? '';
    const renamed = addresses.replaceAll('"mac0"', '"mac9"');
    expect(refusal(changed(outputs, SECTION.addresses, { stdout: renamed }))).toBe(
      `changed-while-reading ${SECTION.links}`,
    );
  });

  it('has changed meanwhile where the FDB knows a device that the links do not', () => {
    const fdb = outputs.find(({ name }) => name === SECTION.fdb)?.stdout ?? '';
    const renamed = fdb.replaceAll('"foreign-vxl"', '"later-vxl"');
    expect(refusal(changed(outputs, SECTION.fdb, { stdout: renamed }))).toBe(
      `changed-while-reading ${SECTION.fdb}`,
    );
  });

  it('has changed meanwhile where a namespace is listed that was not read', () => {
    const section = namespaceSection('microsoft');
    const without = outputs.filter(({ name }) => name !== section);
    expect(refusal(without)).toBe(`changed-while-reading ${section}`);
    expect(unreadNamespaces(without)).toEqual(['microsoft']);
    expect(unreadNamespaces(outputs)).toEqual([]);
  });
});

describe('a read-back of some namespaces', () => {
  const previous = parse(outputs);
  const namespaces = (...names: string[]) =>
    outputs.filter(({ name }) => names.map(namespaceSection).includes(name));

  it('takes over the namespaces that were not read again, with their age', () => {
    const merged = mergeRead(previous, { readAt: 2000, root: outputs, namespaces: namespaces('microsoft') });
    expect(merged.readAt).toBe(2000);
    expect(merged.namespaces.map(({ name, readAt }) => [name, readAt])).toEqual([
      ['byhand', 1000],
      ["it's", 1000],
      ['microsoft', 2000],
      ['stale', 1000],
    ]);
    expect(merged.links).toEqual(previous.links);
  });

  it('drops the namespaces that are no longer listed', () => {
    const addresses = outputs.find(({ name }) => name === SECTION.addresses)?.stdout ?? '';
    const [listed = '', ...rest] = addresses.split('\n');
    const others = (JSON.parse(listed) as { name: string }[]).filter(({ name }) => name !== 'byhand');
    const stdout = [JSON.stringify(others), ...rest].join('\n');
    const root = changed(outputs, SECTION.addresses, { stdout });
    const merged = mergeRead(previous, { readAt: 2000, root, namespaces: [] });
    expect(merged.namespaces.map(({ name }) => name)).toEqual(["it's", 'microsoft', 'stale']);
  });

  it('fails where a namespace is there that nobody read', () => {
    const before = { ...previous, namespaces: [] };
    expect(() => mergeRead(before, { readAt: 2000, root: outputs, namespaces: [] })).toThrow(ReadError);
  });

  it('fails where a namespace was written to and not read again', () => {
    const read = { readAt: 2000, root: outputs, namespaces: namespaces('microsoft') };
    expect(mergeRead(previous, { ...read, changed: ['microsoft'] }).readAt).toBe(2000);
    expect(() => mergeRead(previous, { ...read, changed: ['microsoft', 'byhand'] })).toThrow(ReadError);
  });

  it('fails where another namespace has taken the name', () => {
    const [first, ...others] = previous.namespaces;
    if (first?.name !== 'byhand') throw new Error('the fixture has changed');
    const read = { readAt: 2000, root: outputs, namespaces: [] };
    const had = (nsid: number | null) => ({ ...previous, namespaces: [{ ...first, nsid }, ...others] });
    expect(() => mergeRead(had(41), read)).toThrow(ReadError);
    expect(mergeRead(had(null), read).namespaces[0]).toMatchObject({ name: 'byhand', nsid: 40 });
  });

  it('fails where the host was started anew', () => {
    const before = { ...previous, bootId: BOOT_ID };
    expect(() => mergeRead(before, { readAt: 2000, root: outputs, namespaces: [] })).toThrow(
      'the host was started anew',
    );
  });
});
