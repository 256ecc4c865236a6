import { needsNotice } from './card';
import type { FabricGraph, HostCard } from './fabric-graph';

const shapes = new WeakMap<HostCard, string>();

/** All of a card that its size depends on: health, addresses and names do not. */
function shapeOf(card: HostCard): string {
  let shape = shapes.get(card);
  if (shape === undefined) {
    const lanes = card.lanes.map(
      ({ tenantId, rows }) => `${tenantId}:${rows.map((row) => `${row.key}=${row.ends.length}`).join('+')}`,
    );
    shape = [card.id, needsNotice(card), card.foreign.length, ...lanes].join(' ');
    shapes.set(card, shape);
  }
  return shape;
}

/** Equal for graphs that are laid out alike. */
export function shapeOfAll(graph: FabricGraph): string {
  const order = [...graph.tenants.map(({ id }) => id), '|', ...graph.meshes.map(({ key }) => key)];
  return [...graph.hosts.map(shapeOf), ...order].join('\n');
}
