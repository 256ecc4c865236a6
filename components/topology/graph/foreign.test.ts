import { describe, expect, it } from 'vitest';
import { LINK_GROUP, ownerMark } from '@/server/model/owner';
import { linkNamed, observedOf } from './fixtures/fabric';
import { foreignObjects } from './foreign';

const uplinks = { device: 'eth1', addresses: ['198.18.0.1'] };

describe('foreign objects', () => {
  it('are virtual devices that neither we made nor intent names', () => {
    const observed = observedOf('host', [
      linkNamed('docker0', { kind: 'bridge', kindName: 'bridge' }),
      linkNamed('msft-br', { kind: 'bridge', kindName: 'bridge', group: LINK_GROUP }),
      linkNamed('old-br', { kind: 'bridge', kindName: 'bridge', alias: ownerMark('fab', 'network') }),
      linkNamed('adopted', { kind: 'bridge', kindName: 'bridge' }),
      linkNamed('eno1'),
    ]);
    expect(foreignObjects(observed, new Set(['adopted']), uplinks).map((object) => object.name)).toEqual([
      'docker0',
    ]);
  });

  it('the underlay and the device that SSH comes in by are none, although a lab makes them as veth', () => {
    const address = { text: '198.18.0.1/24', family: 4 as const, scope: 'global', tentative: false };
    const observed = observedOf('host', [
      linkNamed('eth1', { kind: 'veth', kindName: 'veth' }),
      linkNamed('eth0', { kind: 'veth', kindName: 'veth', addresses: [address] }),
    ]);
    expect(foreignObjects(observed, new Set(), uplinks)).toEqual([]);
  });

  it('a namespace without our mark is one, with ours it is none', () => {
    const namespace = (name: string, alias: string | null) => ({
      name,
      nsid: null,
      unreadable: null,
      readAt: 0,
      links: [linkNamed('lo', { kind: 'loopback', alias })],
      routes: [],
      neighbours: [],
      forwarding: { ipv4: false, ipv6: false },
    });
    const observed = {
      ...observedOf('host', []),
      namespaces: [namespace('qdhcp', null), namespace('microsoft', ownerMark('fab', 'endpoint'))],
    };
    expect(foreignObjects(observed, new Set(), uplinks)).toEqual([
      { kind: 'namespace', name: 'qdhcp', detail: '' },
    ]);
  });
});
