'use client';

import { useDeferredValue, useMemo, useRef } from 'react';
import type { FabricGraph } from './graph/fabric-graph';
import { filterGraph, type Lens } from './graph/filter';
import type { Focus } from './graph/focus-lines';
import type { Level } from './graph/level';
import { type Match, matchOf } from './graph/match';
import type { Placement } from './graph/placement';
import { rollUp, type Scene, withFocus } from './graph/rollup';
import { FlowNodes, type Mode, type TopologyNode } from './graph/to-react-flow';
import { type Selection, useSelection } from './selection-store';
import { tunnelInput } from './topology-data';
import { useReveal } from './use-reveal';
import type { Window } from './use-window';
import { useView } from './view-store';

/** `lens` is the one that `graph` is seen through. */
export type Seen = { graph: FabricGraph | null; match: Match | null; lens: Lens };

/** The fabric as the lens shows it, and what of it is looked for. */
export function useSeen(fabric: FabricGraph | null): Seen {
  // A key that is pressed shows its letter at once, a lens that it is chosen; what is seen through it follows.
  const lens = useDeferredValue(useView((state) => state.lens));
  const foreign = useView((state) => state.foreign);
  const filter = useDeferredValue(useView((state) => state.filter));
  const graph = useMemo(
    () => fabric && filterGraph(fabric, lens, foreign === 'shown'),
    [fabric, lens, foreign],
  );
  const match = useMemo(() => graph && matchOf(graph, filter), [graph, filter]);
  return useMemo(() => ({ graph, match, lens }), [graph, match, lens]);
}

/** What is mounted now. */
export function useScene(
  { graph, match, lens }: Seen,
  placement: Placement | null,
  window: Window | null,
  mode: Mode,
): { scene: Scene | null; nodes: TopologyNode[] } {
  const picked = useSelection((state) => state.picked);
  const focus = useFocus(window?.level ?? null);
  const all = useMemo(() => {
    if (!graph || !placement || !window) return null;
    const looks = { lens, level: window.level, within: window.rect, input: tunnelInput() };
    const scene = rollUp(graph, placement, looks);
    return { graph, placement, looks, scene };
  }, [graph, placement, window, lens]);
  const matched = useMemo(() => {
    if (!all || !match) return all?.scene ?? null;
    return { ...all.scene, hosts: all.scene.hosts.filter(({ card }) => match.hosts.has(card.id)) };
  }, [all, match]);
  const scene = useMemo(
    () => all && matched && withFocus(matched, all.graph, all.placement, { ...all.looks, focus }),
    [all, matched, focus],
  );
  const levels = useReveal(matched, window?.rect ?? null);
  const maker = useRef(new FlowNodes());
  const nodes = useMemo(
    () =>
      matched
        ? maker.current.of(matched.hosts, matched.level, { mode, lens, picked, levels, match })
        : NO_NODES,
    [matched, mode, lens, picked, levels, match],
  );
  return { scene, nodes };
}

const NO_NODES: TopologyNode[] = [];

/** What tunnels are shown of where there are too many to show all: the selected thing, or the host that is pointed at. */
function useFocus(level: Level | null): Focus | null {
  const afar = level === 'map' || level === 'far';
  const selected = useSelection((state) => state.selected);
  const hovered = useView((state) => state.hovered);
  const focus = useMemo(
    (): Focus | null => (hovered && afar ? { kind: 'host', hostId: hovered } : focusOf(selected)),
    [selected, hovered, afar],
  );
  return useDeferredValue(focus);
}

function focusOf(selected: Selection | null): Focus | null {
  if (selected === null) return null;
  switch (selected.kind) {
    case 'host':
      return { kind: 'host', hostId: selected.hostId };
    case 'tenant':
      return { kind: 'tenant', tenantId: selected.tenantId };
    case 'tunnel':
      return { kind: 'tunnel', networkId: selected.networkId, a: selected.a, b: selected.b };
    case 'lane':
    case 'bridge':
    case 'vxlan':
    case 'veth':
      return { kind: 'presence', networkId: selected.networkId, hostId: selected.hostId };
    case 'namespace':
    case 'foreign':
      return null;
  }
}
