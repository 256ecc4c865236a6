import { expect, it } from 'vitest';
import { SEED } from '../compile/fixtures/intent';
import { APART } from '../diagnose/isolation/fixtures/apart';
import type { Isolation, Shared } from '../diagnose/isolation/isolation';
import { FabricNames } from './fabric-names';
import { IsolationNews } from './isolation-news';

const LEAK: Shared = {
  key: 'hostnode01/veth//leak0/tenants',
  hostId: 'hostnode01',
  tenantIds: ['tntapple', 'tntmicrosoft'],
  withHost: false,
  layer: 2,
  object: { kind: 'veth', name: 'leak0', namespace: null },
  sentence: 'apple and microsoft touch on node01',
  evidence: [],
  remedy: { sentence: 'delete it', hostId: 'hostnode01', command: null },
  since: 5,
};
const TOUCHING: Isolation = { ...APART, verdict: 'touching', shared: [LEAK] };

it('tells once that tenants touch and once that they are apart, with whom and where', () => {
  const news = new IsolationNews();
  const names = new FabricNames(SEED);
  const told = (isolation: Isolation, now: number) =>
    news.take(isolation, names, now).map(({ at, action, tenantIds, hostIds }) => ({
      at,
      action,
      tenantIds,
      hostIds,
    }));
  const whose = { tenantIds: LEAK.tenantIds, hostIds: [LEAK.hostId] };
  expect(told(APART, 1)).toEqual([]);
  expect(told(TOUCHING, 6)).toEqual([{ at: 5, action: 'isolation.touching', ...whose }]);
  expect(told(TOUCHING, 7)).toEqual([]);
  expect(told(APART, 8)).toEqual([{ at: 8, action: 'isolation.apart', ...whose }]);
  expect(told(APART, 9)).toEqual([]);
});

it('says nothing of an end that came with the end of its host', () => {
  const news = new IsolationNews();
  news.take(TOUCHING, new FabricNames(SEED), 1);
  expect(news.take(APART, new FabricNames({ ...SEED, hosts: [] }), 2)).toEqual([]);
});
