import { describe, expect, it } from 'vitest';
import { operate } from '@/server/model/operation';
import { proposeEndpoint } from '@/server/model/propose';
import { buildGraph } from './build';
import type { FabricGraph } from './fabric-graph';
import { emptyIntent, hostNo, inputOf, liveOf, tenantOf, withTenant } from './fixtures/fabric';
import { type GridOptions, gridOf, positionsOf } from './grid';
import type { PlacedHost } from './placement';
import { type Places, settle } from './settle';

const options: GridOptions & Places = { positions: {}, moving: {}, unfolded: new Set(), aspect: 1.5 };

function layout(graph: FabricGraph, all: GridOptions & Places) {
  return settle(gridOf(graph, all), all);
}

function apart(hosts: PlacedHost[]): boolean {
  return hosts.every((a) =>
    hosts.every(
      (b) =>
        a === b ||
        a.x + a.width <= b.x ||
        b.x + b.width <= a.x ||
        a.y + a.height <= b.y ||
        b.y + b.height <= a.y,
    ),
  );
}

function chainHeights(host: PlacedHost | undefined): Record<string, number> {
  return Object.fromEntries(
    (host?.lanes ?? []).flatMap((lane) =>
      lane.rows.map((row) => [row.key.split('@')[0], (host?.y ?? 0) + lane.y + row.chainY]),
    ),
  );
}

describe('layout', () => {
  it('puts two hosts side by side, with their VXLAN interfaces facing each other', () => {
    const { hosts, gutters } = layout(
      buildGraph(inputOf(withTenant(emptyIntent(2), 'apple', [1, 2]))),
      options,
    );
    expect(hosts.map((host) => [host.y, host.facing])).toEqual([
      [0, 'right'],
      [0, 'left'],
    ]);
    const [left, right] = hosts;
    expect(gutters[0]).toBe(((left?.x ?? 0) + (left?.width ?? 0) + (right?.x ?? 0)) / 2);
  });

  it('keeps the lanes of a tenant at one height, also where a neighbour lacks one or has more endpoints', () => {
    let intent = withTenant(emptyIntent(2), 'microsoft', [1, 2]);
    intent = withTenant(intent, 'apple', [1]);
    intent = withTenant(intent, 'google', [1, 2]);
    const microsoft = tenantOf(intent, 'microsoft');
    const endpoint = proposeEndpoint(microsoft, { hostId: hostNo(1).id, name: 'web' });
    intent = operate(intent, [{ op: 'endpoint.add', tenantId: microsoft.id, endpoint }]).intent;
    const { hosts } = layout(buildGraph(inputOf(intent)), options);
    const [left, right] = [chainHeights(hosts[0]), chainHeights(hosts[1])];
    expect(Object.keys(right)).toHaveLength(2);
    for (const [network, height] of Object.entries(right)) expect(left[network]).toBe(height);
    expect(hosts[0]?.height).toBe(hosts[1]?.height);
  });

  it.each([3, 4, 7, 16, 200])('puts %i hosts into a grid without overlap', (count) => {
    const all = Array.from({ length: count }, (_, i) => i + 1);
    const { hosts } = layout(buildGraph(inputOf(withTenant(emptyIntent(count), 'apple', all))), options);
    expect(hosts).toHaveLength(count);
    expect(apart(hosts)).toBe(true);
  });

  it('leaves a host where a person put it, and turns it towards the other', () => {
    const graph = buildGraph(inputOf(withTenant(emptyIntent(2), 'apple', [1, 2])));
    const at = { x: 1200, y: 40 };
    const { hosts } = layout(graph, { ...options, positions: { [hostNo(1).id]: at } });
    expect(hosts[0]).toMatchObject({ ...at, facing: 'left' });
    expect(hosts[1]).toMatchObject({ facing: 'right' });
  });

  it('moves a new host out of the way of one that a person placed', () => {
    const graph = buildGraph(inputOf(emptyIntent(3)));
    const grid = positionsOf(gridOf(graph, options));
    const third = grid[hostNo(3).id];
    if (!third) throw new Error('no third place');
    const { hosts } = layout(graph, { ...options, positions: { [hostNo(1).id]: third } });
    expect(hosts[0]).toMatchObject(third);
    expect(apart(hosts)).toBe(true);
  });

  it('pushes placed hosts apart when cards grow, and none while one is in the hand', () => {
    const before = buildGraph(inputOf(emptyIntent(4)));
    const positions = positionsOf(gridOf(before, options));
    const grown = buildGraph(inputOf(withTenant(withTenant(emptyIntent(4), 'apple', [1, 2]), 'google', [1])));
    expect(apart(layout(grown, { ...options, positions }).hosts)).toBe(true);
    const onTop = positions[hostNo(2).id] ?? { x: 0, y: 0 };
    const { hosts } = layout(before, { ...options, positions, moving: { [hostNo(1).id]: onTop } });
    expect(hosts.map(({ x, y }) => ({ x, y }))).toEqual([
      onTop,
      positions.hosthost02,
      positions.hosthost03,
      positions.hosthost04,
    ]);
  });

  it('folds a row with many endpoints until it is asked for', () => {
    let intent = withTenant(emptyIntent(1), 'apple', [1]);
    for (let n = 0; n < 9; n++) {
      const apple = tenantOf(intent, 'apple');
      const endpoint = proposeEndpoint(apple, { hostId: hostNo(1).id });
      intent = operate(intent, [{ op: 'endpoint.add', tenantId: apple.id, endpoint }]).intent;
    }
    const graph = buildGraph(inputOf(intent));
    const row = (unfolded: string[]) =>
      layout(graph, { ...options, unfolded: new Set(unfolded) }).hosts[0]?.lanes[0]?.rows[0];
    expect(row([])).toMatchObject({ shown: 5, folded: 5 });
    expect(row([row([])?.key ?? ''])).toMatchObject({ shown: 10, folded: 0 });
  });

  it('makes room for the reason below the lanes, so that they stay in line with the neighbour', () => {
    const intent = withTenant(emptyIntent(2), 'apple', [1, 2]);
    const id = hostNo(2).id;
    const graph = buildGraph({ ...inputOf(intent), hosts: { [id]: liveOf(id, { state: 'unreachable' }) } });
    const { hosts } = layout(graph, options);
    expect(hosts[0]?.lanes[0]?.y).toBe(hosts[1]?.lanes[0]?.y);
    expect(hosts[1]?.noticeY).toBeGreaterThan(hosts[1]?.lanes[0]?.y ?? 0);
    expect(hosts[0]?.noticeY).toBeNull();
  });
});
