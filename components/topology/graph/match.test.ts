import { describe, expect, it } from 'vitest';
import { statusKey } from '@/server/model/status-key';
import { rowsOf, sorted } from '../table/rows';
import { buildGraph } from './build';
import { emptyIntent, hostNo, inputOf, tenantOf, withTenant } from './fixtures/fabric';
import { matchOf, NO_FILTER } from './match';

const intent = withTenant(withTenant(emptyIntent(12), 'microsoft', [1, 2, 10]), 'apple', [2, 3]);
const key = statusKey.link(hostNo(3).id, null, tenantOf(intent, 'apple').networks[0]?.bridge ?? '');
const presence = statusKey.presence(tenantOf(intent, 'apple').networks[0]?.id ?? '', hostNo(3).id);
const down = (of: string) => ({
  [of]: { key: of, health: 'failed' as const, sentence: 'down', facts: [], tenantId: null },
});
const statuses = { ...down(key), ...down(presence) };
const graph = buildGraph({ ...inputOf(intent), statuses, unwell: statuses });
const names = (filter: Partial<typeof NO_FILTER>) => {
  const match = matchOf(graph, { ...NO_FILTER, ...filter });
  return graph.hosts.filter(({ id }) => match?.hosts.has(id)).map(({ name }) => name);
};

describe('filters', () => {
  it('that are open match everything', () => {
    expect(matchOf(graph, NO_FILTER)).toBeNull();
  });
  it('by tenant, host and health, each narrowing the other', () => {
    const tenantId = tenantOf(intent, 'apple').id;
    expect(names({ tenantId })).toEqual(['node02', 'node03']);
    expect(names({ tenantId, hostId: hostNo(2).id })).toEqual(['node02']);
    expect(names({ health: 'failed' })).toEqual(['node03']);
    expect(names({ health: 'failed', tenantId: tenantOf(intent, 'microsoft').id })).toEqual([]);
  });
  it.each([
    ['a device', 'appl-vxl', ['node02', 'node03']],
    ['an address', '10.1.0.6', ['node10']],
    ['a VNI', 'vni 20', ['node02', 'node03']],
    ['words of host and tenant together', 'node02 apple', ['node02']],
    ['a host with nothing on it', 'node12', ['node12']],
    ['what is nowhere', 'zebra', []],
  ])('by text find %s', (_, text, found) => {
    expect(names({ text })).toEqual(found);
  });
});

describe('the table', () => {
  it('has a row for each host, each network on a host, and each interface', () => {
    expect(rowsOf(graph, 'hosts', null)).toHaveLength(12);
    expect(rowsOf(graph, 'networks', null)).toHaveLength(5);
    expect(rowsOf(graph, 'interfaces', null)).toHaveLength(20);
  });
  it('is filtered as the graph is', () => {
    const match = matchOf(graph, { ...NO_FILTER, text: 'apple' });
    expect(rowsOf(graph, 'networks', match).map(({ cells }) => cells[0])).toEqual(['node02', 'node03']);
  });
  it('sorts names by their numbers, numbers by size, and health by gravity', () => {
    const rows = rowsOf(graph, 'networks', null);
    const by = (column: number, direction: 'up' | 'down', cell: number) =>
      sorted(rows, { column, direction }).map(({ cells }) => cells[cell]);
    expect(by(0, 'down', 0)[0]).toBe('node10');
    expect(by(3, 'down', 3).at(-1)).toBe(10);
    expect(sorted(rows, { column: -1, direction: 'up' })[0]?.health).toBe('failed');
  });
});
