import { describe, expect, it } from 'vitest';
import { statusKey } from '@/server/model/status-key';
import { buildGraph } from './build';
import { filterGraph, type Lens } from './filter';
import { emptyIntent, hostNo, inputOf, tenantOf, withTenant } from './fixtures/fabric';
import { gridOf } from './grid';
import { type Level, levelOf } from './level';
import { rollUp, type Scene } from './rollup';
import { FlowNodes } from './to-react-flow';

function sceneOf(input: ReturnType<typeof inputOf>, level: Level, lens: Lens = { kind: 'fabric' }) {
  const graph = filterGraph(buildGraph(input), lens, false);
  const placement = gridOf(graph, { unfolded: new Set(), aspect: 1.5 });
  return rollUp(graph, placement, { lens, level, within: null, input });
}

const lanesOf = (scene: Scene) => scene.hosts.flatMap((host) => host.lanes.map(({ lane }) => lane));

const sixteen = (() => {
  let intent = emptyIntent(16);
  const all = Array.from({ length: 16 }, (_, i) => i + 1);
  for (let n = 0; n < 10; n++) intent = withTenant(intent, `tenant${n}`, all);
  return intent;
})();

describe('levels of detail', () => {
  it('go from far to close with the zoom', () => {
    expect([0.1, 0.2, 0.5, 1, 2].map((zoom) => levelOf(zoom))).toEqual([
      'map',
      'far',
      'middle',
      'near',
      'close',
    ]);
  });

  it('near, each tunnel of a small fabric is a line of its own with its VNI', () => {
    const scene = sceneOf(inputOf(withTenant(emptyIntent(2), 'microsoft', [1, 2])), 'near');
    expect(scene.lines).toMatchObject([{ kind: 'tunnel', count: 1, label: { text: 'VNI 10' } }]);
    expect(scene.lines[0]?.runs[0]).toHaveLength(2);
    expect(lanesOf(scene)).toHaveLength(2);
  });

  it('with more than two hosts, each port says which network leaves there', () => {
    const scene = sceneOf(inputOf(withTenant(emptyIntent(3), 'microsoft', [1, 2, 3])), 'near');
    expect(scene.lines).toHaveLength(3);
    expect(scene.tags.map((tag) => tag.text)).toEqual(['VNI 10', 'VNI 10', 'VNI 10']);
  });

  it('a drafted network on many hosts is one line; its tunnels are there, but seen only when pointed at', () => {
    const intent = emptyIntent(3);
    const scene = sceneOf(inputOf(intent, withTenant(intent, 'microsoft', [1, 2, 3])), 'near');
    expect(scene.lines.map((line) => [line.kind, line.ghost, line.quiet])).toEqual([
      ['bus', 'new', false],
      ['tunnel', 'new', true],
      ['tunnel', 'new', true],
      ['tunnel', 'new', true],
    ]);
  });

  it('far, there are no lanes, and tunnels between two hosts are one line with their number', () => {
    const intent = withTenant(withTenant(emptyIntent(2), 'microsoft', [1, 2]), 'apple', [1, 2]);
    const scene = sceneOf(inputOf(intent), 'far');
    expect(lanesOf(scene)).toEqual([]);
    expect(scene.lines).toMatchObject([{ kind: 'bundle', count: 2, label: { text: '2 tunnels' } }]);
  });

  it('1,200 tunnels are a line per network when near, and one line when far', () => {
    expect(buildGraph(inputOf(sixteen)).tunnels).toHaveLength(1200);
    const near = sceneOf(inputOf(sixteen), 'near').lines.filter((line) => line.kind === 'bus');
    expect(near).toHaveLength(10);
    expect(near.every((line) => line.runs.length === 15)).toBe(true);
    expect(sceneOf(inputOf(sixteen), 'far').lines.filter((line) => line.kind === 'bundle')).toMatchObject([
      { count: 1200, label: { text: '1200 tunnels' } },
    ]);
  });

  it('a failed tunnel among hundreds keeps a line of its own at every level', () => {
    const networkId = tenantOf(sixteen, 'tenant3').networks[0]?.id ?? '';
    const graph = buildGraph(inputOf(sixteen));
    const statuses = Object.fromEntries(
      graph.tunnels.map(({ key }) => [
        key,
        { key, health: 'healthy' as const, sentence: '', facts: [], tenantId: null },
      ]),
    );
    const key = statusKey.tunnel(networkId, hostNo(3).id, hostNo(9).id);
    const failed = { key, health: 'failed' as const, sentence: 'no flood entry', facts: [], tenantId: null };
    const input = { ...inputOf(sixteen), statuses: { ...statuses, [key]: failed } };
    const own = (level: Level) => sceneOf(input, level).lines.filter((line) => line.ends !== null);
    expect(own('near')).toMatchObject([{ kind: 'tunnel', key, mark: { health: 'failed' } }]);
    expect(own('far')).toMatchObject([{ kind: 'bundle', mark: { health: 'failed' } }]);
  });

  it('few elements are mounted, however far one is', () => {
    const far = sceneOf(inputOf(sixteen), 'far');
    expect(far.hosts).toHaveLength(16);
    expect(far.lines.length).toBeLessThan(60);
    expect(sceneOf(inputOf(sixteen), 'near').lines.length).toBeLessThan(60);
  });
});

describe('lenses', () => {
  const intent = withTenant(withTenant(emptyIntent(2), 'microsoft', [1, 2]), 'apple', [1, 2]);

  it('one tenant: only its lanes and tunnels, and all hosts', () => {
    const scene = sceneOf(inputOf(intent), 'near', {
      kind: 'tenant',
      tenantId: tenantOf(intent, 'apple').id,
    });
    expect(scene.hosts).toHaveLength(2);
    expect(lanesOf(scene).map((lane) => lane.tenant)).toEqual(['apple', 'apple']);
    expect(scene.lines).toMatchObject([{ label: { text: 'VNI 20' } }]);
  });

  it('underlay: no lanes, and what lies between the hosts as one line', () => {
    const scene = sceneOf(inputOf(intent), 'near', { kind: 'underlay' });
    expect(lanesOf(scene)).toEqual([]);
    expect(scene.lines).toMatchObject([{ kind: 'bundle', color: null, count: 2 }]);
  });
});

describe('nodes for React Flow', () => {
  const scene = sceneOf(inputOf(withTenant(emptyIntent(2), 'apple', [1, 2])), 'near');
  const lens: Lens = { kind: 'fabric' };
  const levels = new Map<string, Level>(scene.hosts.map(({ card }) => [card.id, 'near']));
  const looks = { mode: 'ops' as const, lens, picked: ['hosthost02'], levels, match: null };

  it('are the hosts, each with its lanes; in ops none can be moved', () => {
    const nodes = new FlowNodes().of(scene.hosts, 'near', looks);
    expect(nodes.map((node) => node.data.lanes.length)).toEqual([1, 1]);
    expect(nodes.every((node) => node.draggable === false)).toBe(true);
    expect(nodes.filter((node) => node.selected).map((node) => node.id)).toEqual(['hosthost02']);
  });

  it('stay the same objects where nothing changed, and keep what they show while they are moved', () => {
    const maker = new FlowNodes();
    const [first, second] = maker.of(scene.hosts, 'near', looks);
    const moved = scene.hosts.map((host, i) =>
      i === 0 ? { ...host, placed: { ...host.placed, x: 999 } } : host,
    );
    const [third, fourth] = maker.of(moved, 'near', looks);
    expect(third).not.toBe(first);
    expect(third?.data).toBe(first?.data);
    expect(fourth).toBe(second);
  });
});
