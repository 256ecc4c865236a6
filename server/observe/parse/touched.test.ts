import { describe, expect, it } from 'vitest';
import type { Observed } from '../observed';
import type { ToRead } from '../to-read';
import { TOUCHED_READ } from './fixtures/network';
import { parseNamespaceListing } from './namespace';
import { parseObserved } from './observed';
import { ReadError } from './read-error';
import { DISTRIBUTIONS, recorded } from './recorded';
import { namespaceSection, type ReadOutput, TOUCHED } from './section-output';
import { atOnce } from './slices';
import { applyTouched, stillToRead } from './touched';

function whole(distribution: (typeof DISTRIBUTIONS)[number]): Observed {
  const outputs = recorded(distribution, 'full');
  return parseObserved({ hostId: 'host01', readAt: 1000, root: outputs, namespaces: outputs });
}

const outputs = recorded('debian12', 'touched');
const before = whole('debian12');

function apply(to: Observed, read: ToRead = TOUCHED_READ, from: readonly ReadOutput[] = outputs): Observed {
  const listed = read.namespaceList ? { listed: parseNamespaceListing(from) } : {};
  return atOnce(applyTouched(to, { read, outputs: from, readAt: 2000, ...listed }));
}

function refusal(from: readonly ReadOutput[], read: ToRead = TOUCHED_READ): string {
  try {
    apply(before, read, from);
  } catch (error) {
    if (error instanceof ReadError) return `${error.code} ${error.section}`;
    throw error;
  }
  return 'read';
}

function changed(section: string, change: Partial<ReadOutput>): ReadOutput[] {
  return outputs.map((output) => (output.name === section ? { ...output, ...change } : output));
}

const NOTHING: ToRead = {
  links: new Set(),
  indexes: new Set(),
  doubtful: new Set(),
  fdb: new Set(),
  neighbours: new Set(),
  routes: false,
  forwarding: false,
  namespaceList: false,
  namespaces: new Set(),
};

/** Counters and ages moved between the two recordings. */
function steady(observed: Observed): unknown {
  const moving = new Set(['stats', 'used', 'updated', 'readAt']);
  return JSON.parse(JSON.stringify(observed, (key, value: unknown) => (moving.has(key) ? undefined : value)));
}

const link = (observed: Observed, name: string) => observed.links.find((one) => one.name === name);

describe('a read of what was touched', () => {
  it.each(DISTRIBUTIONS)('tells the same as a whole read of %s where nothing changed', (distribution) => {
    const known = whole(distribution);
    const after = apply(known, TOUCHED_READ, recorded(distribution, 'touched'));
    expect(steady(after)).toEqual(steady(known));
    expect(after.readAt).toBe(1000);
    expect(after.namespaces.map(({ name, readAt }) => [name, readAt])).toEqual([
      ['byhand', 1000],
      ["it's", 1000],
      ['microsoft', 2000],
      ['stale', 2000],
    ]);
  });

  it('takes over what it read and leaves all else the same objects', () => {
    const known: Observed = {
      ...before,
      links: before.links.map((one) => ({ ...one, mtu: 999 })),
      fdb: before.fdb.map((entry) => ({ ...entry, state: 'was' })),
    };
    const after = apply(known);
    expect(link(after, 'eth1')?.mtu).toBe(1500);
    expect(link(after, 'docker0')).toBe(link(known, 'docker0'));
    for (const entry of after.fdb) {
      const wasRead = TOUCHED_READ.fdb.has(entry.device);
      expect(entry.state === 'was', entry.device).toBe(!wasRead);
      if (!wasRead) expect(known.fdb).toContain(entry);
    }
    expect(after.namespaces[0]).toBe(known.namespaces[0]);
    const routes = apply(known, { ...NOTHING, routes: true }, [
      { name: TOUCHED.links, code: 0, stdout: '[]\n', stderr: '' },
    ]);
    expect(routes.routes).toEqual([]);
    for (const part of ['links', 'fdb', 'neighbours', 'namespaces', 'forwarding'] as const) {
      expect(routes[part]).toBe(known[part]);
    }
  });

  it('drops a link that the kernel says is gone, with its entries and neighbours', () => {
    const [first] = before.links;
    if (!first) throw new Error('no link');
    const neighbour = { address: '10.0.0.9', device: 'gone-br', mac: null, state: ['FAILED'], router: false };
    const known: Observed = {
      ...before,
      links: [...before.links, { ...first, index: 999, name: 'gone-br', master: null }],
      fdb: [...before.fdb, { ...(before.fdb[0] as Observed['fdb'][number]), device: 'gone-br' }],
      neighbours: [...before.neighbours, neighbour],
    };
    expect(steady(apply(known))).toEqual(steady(before));
  });

  it('drops a namespace that is listed no more, or whose file is gone', () => {
    const [first] = before.namespaces;
    if (!first) throw new Error('no namespace');
    const known = { ...before, namespaces: [...before.namespaces, { ...first, name: 'never-was' }] };
    const names = (observed: Observed) => observed.namespaces.map(({ name }) => name);
    expect(names(apply(known))).toEqual(names(before));
    const unlisted = { ...NOTHING, namespaces: new Set(['never-was']) };
    expect(names(apply(known, unlisted))).toEqual(names(before));
  });

  it('leaves a namespace that nobody read to the next read, and one of the same name with another number', () => {
    const known = {
      ...before,
      namespaces: before.namespaces
        .filter(({ name }) => name !== 'byhand')
        .map((one) => (one.name === "it's" ? { ...one, nsid: 77 } : one)),
    };
    const listed = parseNamespaceListing(outputs);
    const first = { read: TOUCHED_READ, outputs, readAt: 2000, listed };
    const after = atOnce(applyTouched(known, first));
    expect(after.namespaces.map(({ name }) => name)).toEqual(['microsoft', 'stale']);
    expect(stillToRead(known, after, first)?.namespaces).toEqual(new Set(['byhand', "it's"]));
    expect(stillToRead(before, apply(before), { ...first, listed })).toBeNull();
  });

  it('asks for routes that went in silence with their link, and for entries of a port that moved', () => {
    const first = { read: { ...TOUCHED_READ, routes: false }, outputs, readAt: 2000 };
    const known: Observed = {
      ...before,
      links: before.links.map((one) =>
        one.name === 'eth1'
          ? { ...one, up: false }
          : one.name === 'pair0'
            ? { ...one, master: 'docker0' }
            : one,
      ),
    };
    const more = stillToRead(known, apply(before), first);
    expect(more?.routes).toBe(true);
    expect(more?.fdb).toEqual(new Set(['pair0']));
  });

  it.each(DISTRIBUTIONS)('takes nothing else for the absence of a device: %s', (distribution) => {
    for (const { name, stderr } of recorded(distribution, 'touched')) {
      if (name !== TOUCHED.links && name !== TOUCHED.fdb) continue;
      const reasons = [
        'Cannot send link get request: No buffer space available',
        'RTNETLINK answers: Busy',
        '',
      ];
      for (const reason of reasons) {
        const other = stderr.replace(/^.*gone-br.*$/m, reason);
        expect(refusal(changed(name, { stderr: other }))).toBe(`command-failed ${name}`);
      }
      const another = stderr.replace('"gone-br"', '"gone-vxl"');
      expect(refusal(changed(name, { stderr: another }))).toBe(`command-failed ${name}`);
    }
  });

  it.each([
    ['was killed', { code: 137 }],
    ['ended well although lines of it failed', { code: 0 }],
    ['failed without a word', { stderr: '' }],
    ['failed in another line too', { stderr: 'x\nCommand failed -:1\n' }],
  ])('fails where the batch %s', (_, change) => {
    expect(refusal(changed(TOUCHED.links, change))).toBe(`command-failed ${TOUCHED.links}`);
    expect(refusal(changed(TOUCHED.fdb, change))).toBe(`command-failed ${TOUCHED.fdb}`);
  });

  it('has changed meanwhile where a device that only an entry named is not there', () => {
    const read = { ...TOUCHED_READ, doubtful: new Set(['gone-br']) };
    expect(refusal(outputs, read)).toBe(`changed-while-reading ${TOUCHED.links}`);
  });

  it('has changed meanwhile where a device answers by another name', () => {
    const stdout = outputs
      .find(({ name }) => name === TOUCHED.links)
      ?.stdout.replaceAll('"pair0"', '"other"');
    expect(refusal(changed(TOUCHED.links, { stdout }))).toBe(`changed-while-reading ${TOUCHED.links}`);
  });

  it('has changed meanwhile where links and entries disagree about what is there', () => {
    const fdb = outputs.find(({ name }) => name === TOUCHED.fdb);
    const stderr = `Cannot find device "msft-br"\nCommand failed -:3\n${fdb?.stderr}`;
    const stdout = fdb?.stdout.split('\n').toSpliced(1, 1).join('\n');
    expect(refusal(changed(TOUCHED.fdb, { stderr, stdout }))).toBe(`changed-while-reading ${TOUCHED.fdb}`);
  });

  it('has changed meanwhile where the bridge of a port that is known is gone', () => {
    const known = { ...before, links: before.links.filter(({ name }) => name !== 'lo') };
    const orphan = known.links.map((one) => (one.name === 'pair1' ? { ...one, master: 'gone-br' } : one));
    const bridge = { ...(known.links[0] as Observed['links'][number]), index: 999, name: 'gone-br' };
    expect(() => apply({ ...known, links: [...orphan, bridge] })).toThrow('"pair1" came or went');
  });

  it('fails where the host was started anew', () => {
    expect(() => apply({ ...before, bootId: 'other' })).toThrow('the host was started anew');
  });

  it('fails where a namespace could not be read', () => {
    const section = namespaceSection('microsoft');
    expect(refusal(changed(section, { code: 1 }))).toBe(`command-failed ${section}`);
    expect(refusal(outputs.filter(({ name }) => name !== section))).toBe(`missing ${section}`);
  });
});
