import { describe, expect, it } from 'vitest';
import type { Selection } from '@/components/topology/selection-store';
import type { DriftItem } from '@/server/api/types';
import { acceptSentence, driftByHost, isDriftOf, selectionOfDrift } from './drift-place';

const item = (over: Partial<DriftItem> & { kind?: DriftItem['object']['kind'] } = {}): DriftItem => {
  const { kind = 'bridge', ...rest } = over;
  return {
    key: 'h1/bridge//msft-br/state',
    hostId: 'h1',
    tenantId: 't',
    networkId: 'n',
    endpointId: null,
    object: { kind, name: 'msft-br', namespace: null },
    attribute: 'state',
    expected: 'up',
    found: 'down',
    sentence: 'msft-br is down: no frame of microsoft passes',
    weight: 'failed',
    since: 1_000,
    accept: { whyNot: 'intent has no word for a bridge that is down' },
    ...rest,
  };
};

const place = { tenantId: 't', networkId: 'n', hostId: 'h1' };
const bridge = item();
const flood = item({ kind: 'flood-entry' });
const address = item({ kind: 'address', endpointId: 'e' });
const namespace = item({ kind: 'namespace', endpointId: 'e', networkId: null });

describe('where a difference is', () => {
  const cases: [string, DriftItem, Selection][] = [
    ['a bridge', bridge, { kind: 'bridge', ...place }],
    ['a flood entry is of its VXLAN interface', flood, { kind: 'vxlan', ...place }],
    ['an address is of its veth pair', address, { kind: 'veth', endpointId: 'e', ...place }],
    ['a namespace', namespace, { kind: 'namespace', tenantId: 't', endpointId: 'e', hostId: 'h1' }],
  ];
  it.each(cases)('%s', (_name, of, selection) => {
    expect(selectionOfDrift(of)).toEqual(selection);
    expect(isDriftOf(of, selection)).toBe(true);
  });

  it('is shown at its host and tenant, and at both ends of a tunnel that it is of', () => {
    for (const one of [bridge, flood, address, namespace]) {
      expect(isDriftOf(one, { kind: 'host', hostId: 'h1' })).toBe(true);
      expect(isDriftOf(one, { kind: 'host', hostId: 'h2' })).toBe(false);
      expect(isDriftOf(one, { kind: 'tenant', tenantId: 't' })).toBe(true);
    }
    const tunnel: Selection = { kind: 'tunnel', tenantId: 't', networkId: 'n', a: 'h1', b: 'h2' };
    expect([bridge, flood].map((one) => isDriftOf(one, tunnel))).toEqual([false, true]);
  });

  it('is not shown at another device of the same lane', () => {
    expect(isDriftOf(bridge, { kind: 'vxlan', ...place })).toBe(false);
    expect(isDriftOf(address, { kind: 'bridge', ...place })).toBe(false);
  });
});

describe('differences by host', () => {
  it('begin with hosts that lose frames, and with the newest of those', () => {
    const quiet = item({ hostId: 'h2', key: 'a', weight: 'degraded' });
    const old = item({ key: 'b', since: 1 });
    const fresh = item({ key: 'c', since: 9 });
    const mild = item({ key: 'd', weight: 'degraded', since: 99 });
    expect(
      driftByHost([quiet, mild, old, fresh]).map(({ hostId, items }) => [
        hostId,
        ...items.map((one) => one.key),
      ]),
    ).toEqual([
      ['h1', 'c', 'b', 'd'],
      ['h2', 'a'],
    ]);
  });
});

describe('the sentence of an accepted difference', () => {
  it('names place, thing and value, and fits into the history', () => {
    expect(acceptSentence(item({ attribute: 'mtu', expected: '1450', found: '1400' }), 'node01')).toBe(
      'accept what was found on node01: mtu of msft-br is 1400, was 1450',
    );
    expect(acceptSentence(item({ found: 'x'.repeat(900) }), 'node01').length).toBe(300);
  });
});
