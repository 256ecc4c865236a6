import { describe, expect, it } from 'vitest';
import { parseEvent } from './parse/monitor';
import { parseObserved } from './parse/observed';
import { recorded } from './parse/recorded';
import { confusesNames, isNothingToRead, type ToRead, toRead } from './to-read';
import { everythingTouched, nothingTouched, type Touched, touch } from './touched';

const outputs = recorded('debian12', 'full');
/** The network of parse/fixtures/network.ts. */
const before = parseObserved({ hostId: 'host01', readAt: 1000, root: outputs, namespaces: outputs });

function indexOf(name: string): number {
  const link = before.links.find((one) => one.name === name);
  if (!link) throw new Error(`no ${name}`);
  return link.index;
}

function nsidOf(name: string): number {
  const nsid = before.namespaces.find((one) => one.name === name)?.nsid;
  if (nsid === null || nsid === undefined) throw new Error(`${name} has no nsid`);
  return nsid;
}

function heard(...lines: string[]): Touched {
  const touched = nothingTouched();
  for (const line of lines) {
    const event = parseEvent(line);
    if (event) touch(touched, event);
  }
  return touched;
}

/** The parts that are not empty. */
function read(...lines: string[]): Partial<Record<keyof ToRead, unknown>> | 'everything' {
  const wanted = toRead(heard(...lines), before);
  if (wanted === 'everything') return wanted;
  const { indexes: _, ...parts } = wanted;
  const plain = Object.entries(parts).map(([part, value]) => [
    part,
    value instanceof Set ? [...value] : value,
  ]);
  return Object.fromEntries(
    plain.filter(([, value]) => value !== false && !(Array.isArray(value) && value.length === 0)),
  );
}

const link = (index: number, label: string) => `[nsid current]${index}: ${label}: <BROADCAST,UP> mtu 1450 `;
const neighbour = (line: string) => `[nsid current]${line}`;
const microsoft = (line: string) => `[nsid ${nsidOf('microsoft')}]${line}`;

describe('what is read after an event', () => {
  it('is the link that it names, and nothing else', () => {
    expect(read(link(indexOf('msft-br'), 'msft-br'))).toEqual({ links: ['msft-br'] });
    expect(read(link(indexOf('msft-veth0'), 'msft-veth0@if2'))).toEqual({ links: ['msft-veth0'] });
  });

  it('is the link whose index an address names, whatever name stands there', () => {
    expect(read(`[nsid current]${indexOf('eth1')}: wrong    inet 10.1.0.1/24 scope global eth1`)).toEqual({
      links: ['eth1'],
      routes: true,
    });
  });

  it('is all that a new link may have', () => {
    expect(read(link(900, 'new0@if2'))).toEqual({ links: ['new0'], fdb: ['new0'], neighbours: ['new0'] });
  });

  it('is everything after a rename, as ports and tunnels name the link too', () => {
    expect(read(link(indexOf('msft-br'), 'other-br'))).toBe('everything');
  });

  it('is everything where an address is of a link that nobody knows', () => {
    expect(read('[nsid current]901: late    inet 10.1.0.1/24 scope global late')).toBe('everything');
  });

  it('is everything where a name could not stand in a batch line', () => {
    expect(read(link(902, `it's`))).toBe('everything');
    expect(read(link(902, '-force'))).toBe('everything');
    expect(read(link(902, 'a#b'))).toBe('everything');
  });

  it('is everything where everything was touched', () => {
    expect(toRead(everythingTouched(), before)).toBe('everything');
  });

  it('is the forwarding table that an entry names, of a tunnel too', () => {
    expect(read('[nsid current]dev msft-veth0 lladdr 02:00:00:00:07:08 REACHABLE ')).toEqual({
      fdb: ['msft-veth0'],
    });
    expect(
      read('[nsid current]10.10.10.60 dev msft-vxl-10 lladdr 00:00:00:00:00:00 NOARP PERMANENT'),
    ).toMatchObject({
      fdb: ['msft-vxl-10'],
    });
  });

  it('is a device too that only an entry names', () => {
    expect(read('[nsid current]dev early0 lladdr 02:00:00:00:07:08 PERMANENT ')).toEqual({
      links: ['early0'],
      doubtful: ['early0'],
      fdb: ['early0'],
    });
  });

  it('is the namespace that has the number', () => {
    expect(read(microsoft('default via 10.1.0.1 dev msft-veth1 '))).toEqual({ namespaces: ['microsoft'] });
  });

  it('is nothing of a namespace that nobody named, such as a container’s', () => {
    expect(read('[nsid 99]2: eth0@if8: <BROADCAST,UP> mtu 1500 ')).toEqual({});
    expect(read('[nsid current]nsid 99 ')).toEqual({ namespaceList: true });
  });
});

describe('of neighbours', () => {
  it.each([
    ['one that is as known', neighbour('10.10.10.20 dev eth1 lladdr 02:00:00:00:01:20 PERMANENT ')],
    ['one that is fresh again', neighbour('2001:db8:1::20 dev eth1 lladdr 02:00:00:00:01:21 REACHABLE ')],
    ['one that is asked anew', neighbour('2001:db8:1::20 dev eth1 lladdr 02:00:00:00:01:21 PROBE ')],
    ['one that did not answer and still does not', neighbour('10.10.10.30 dev eth1 FAILED ')],
    ['one that nobody knew and that goes', neighbour('Deleted 10.10.10.99 dev eth1 FAILED ')],
    [
      'a group that a device no longer listens to',
      neighbour('Deleted ff02::16 dev eth1 lladdr 33:33:00:00:00:16 NOARP '),
    ],
    [
      'one in a namespace, with a device name of the host',
      microsoft('10.1.0.52 dev eth1 lladdr 02:00:00:00:02:52 REACHABLE '),
    ],
  ])('%s is not read', (_, line) => {
    const wanted = toRead(heard(line), before);
    expect(wanted !== 'everything' && isNothingToRead(wanted)).toBe(true);
  });

  it.each([
    ['one that is new', neighbour('10.10.10.21 dev eth1 lladdr 02:00:00:00:01:20 STALE ')],
    ['one with another MAC', neighbour('2001:db8:1::20 dev eth1 lladdr 02:00:00:00:01:99 STALE ')],
    ['one that answers now', neighbour('10.10.10.30 dev eth1 lladdr 02:00:00:00:01:30 REACHABLE ')],
    ['one that no longer answers', neighbour('2001:db8:1::20 dev eth1 FAILED ')],
    [
      'one that is no longer permanent',
      neighbour('10.10.10.20 dev eth1 lladdr 02:00:00:00:01:20 REACHABLE '),
    ],
    ['one that goes', neighbour('Deleted 10.10.10.20 dev eth1 lladdr 02:00:00:00:01:20 PERMANENT ')],
  ])('%s is read with those of its device', (_, line) => {
    expect(read(line)).toEqual({ neighbours: ['eth1'] });
  });

  it('one that is new in a namespace has the namespace read', () => {
    expect(read(microsoft('10.1.0.77 dev eth1 lladdr 02:00:00:00:02:77 REACHABLE '))).toEqual({
      namespaces: ['microsoft'],
    });
  });
});

describe('names of devices', () => {
  const confused = (...lines: string[]) => confusesNames(heard(...lines), before);
  it('are not to be trusted after a rename', () => {
    expect(confused(link(indexOf('msft-br'), 'other-br'))).toBe(true);
    expect(confused(link(indexOf('msft-br'), 'msft-br'))).toBe(false);
    expect(confused(link(indexOf('msft-veth0'), 'msft-veth0@if2'))).toBe(false);
  });

  it('are not to be trusted where a new link has the index of another in a namespace', () => {
    const [first, ...others] = before.links;
    const [namespace] = before.namespaces;
    if (!first || !namespace) throw new Error('the fixture has changed');
    const inside = { ...first, index: 900, name: 'inside0' };
    const known = { ...before, links: others, namespaces: [{ ...namespace, links: [inside] }] };
    expect(confusesNames(heard(link(900, 'new0@if2')), known)).toBe(true);
    expect(confusesNames(heard(link(900, 'inside0@if2')), known)).toBe(false);
    expect(confused(link(900, 'new0'))).toBe(false);
  });
});
