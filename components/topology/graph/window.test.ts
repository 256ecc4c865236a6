import { describe, expect, it } from 'vitest';
import { buildGraph } from './build';
import { emptyIntent, hostNo, inputOf, withTenant } from './fixtures/fabric';
import { gridOf, positionsOf, Seats } from './grid';
import type { Level } from './level';
import { MOST_LINES } from './line';
import { rollUp, withFocus } from './rollup';
import { affordable, MOST_MOUNTED, type Rect, viewOf, withMargin } from './window';

/** 200 hosts with ten of forty tenants each. */
const large = (() => {
  let intent = emptyIntent(200);
  for (let n = 0; n < 40; n++) {
    const on = Array.from({ length: 50 }, (_, i) => ((n * 5 + i) % 200) + 1);
    intent = withTenant(intent, `tenant${n}`, on);
  }
  return intent;
})();
const input = inputOf(large);
const graph = buildGraph(input);
const placement = gridOf(graph, { unfolded: new Set(), aspect: 1.6 });

function sceneIn(rect: Rect, level: Level) {
  return rollUp(graph, placement, { lens: { kind: 'fabric' }, level, within: rect, input });
}

describe('what is mounted of 200 hosts', () => {
  const middle = placement.hosts[90];
  const at = (zoom: number, width: number, height: number): Rect =>
    withMargin(viewOf([-(middle?.x ?? 0) * zoom, -(middle?.y ?? 0) * zoom, zoom], width, height));

  it.each([
    ['map', 0.06],
    ['far', 0.2],
    ['middle', 0.45],
    ['near', 0.75],
    ['close', 1.4],
  ] as const)('is at most 300 things and 400 lines: %s', (level, zoom) => {
    for (const [width, height] of [
      [840, 530],
      [1900, 1000],
      [3840, 2100],
    ] as const) {
      const rect = at(zoom, width, height);
      const shown = affordable(level, placement, rect);
      const scene = sceneIn(rect, shown);
      const parts = scene.hosts.flatMap(({ lanes }) =>
        lanes.flatMap(({ placed }) => (shown === 'middle' ? [1] : [1 + placed.rows.length * 3])),
      );
      expect(scene.hosts.length + parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(
        MOST_MOUNTED,
      );
      expect(scene.lines.length).toBeLessThanOrEqual(MOST_LINES);
    }
  });

  it('shows every tunnel of a host that is looked at, one line to each host with their number', () => {
    const focus = { kind: 'host' as const, hostId: hostNo(1).id };
    const looks = { lens: { kind: 'fabric' as const }, level: 'map' as const, within: null, input };
    const scene = withFocus(rollUp(graph, placement, looks), graph, placement, { ...looks, focus });
    const over = scene.lines.filter((line) => line.way === 'over');
    const lanes = graph.hosts[0]?.lanes.length ?? 0;
    expect(over.reduce((sum, line) => sum + line.count, 0)).toBe(lanes * 49);
    expect(over.length).toBeLessThanOrEqual(MOST_LINES);
  });

  it('says at each port how many tunnels leave there', () => {
    expect(sceneIn(at(0.6, 900, 600), 'middle').tags[0]?.text).toMatch(/^VNI \d+ ×49$/);
  });
});

describe('seats', () => {
  const options = { unfolded: new Set<string>(), aspect: 1.6 };
  const hosts = (count: number) => buildGraph(inputOf(emptyIntent(count)));

  it('keep everybody in place when a host comes, whatever the shape of the page by then', () => {
    const seats = new Seats();
    const before = positionsOf(gridOf(hosts(20), options, seats));
    const after = positionsOf(gridOf(hosts(21), { ...options, aspect: 0.5 }, seats));
    expect(after).toMatchObject(before);
  });

  it('give the seat of a host that went to the next one that comes', () => {
    const seats = new Seats();
    const graph20 = hosts(20);
    const before = positionsOf(gridOf(graph20, options, seats));
    const without = { ...graph20, hosts: graph20.hosts.filter((_, i) => i !== 4) };
    gridOf(without, options, seats);
    const newcomer = hosts(21).hosts[20];
    const grown = { ...without, hosts: [...without.hosts, ...(newcomer ? [newcomer] : [])] };
    const after = positionsOf(gridOf(grown, options, seats));
    expect(after[hostNo(21).id]).toEqual(before[hostNo(5).id]);
  });
});
