'use client';

import { useDeferredValue, useMemo, useRef } from 'react';
import type { FabricGraph } from './graph/fabric-graph';
import { filterGraph } from './graph/filter';
import type { Focus } from './graph/focus-lines';
import type { Level } from './graph/level';
import { type Match, matchOf } from './graph/match';
import type { Placement } from './graph/placement';
import { rollUp, type Scene } from './graph/rollup';
import { FlowNodes, type Mode, type TopologyNode } from './graph/to-react-flow';
import { type Selection, useSelection } from './selection-store';
import { tunnelInput } from './topology-data';
import { useReveal } from './use-reveal';
import type { Window } from './use-window';
import { useView } from './view-store';

export type Seen = { graph: FabricGraph | null; match: Match | null };

/** The fabric as the lens shows it, and what of it is looked for. */
export function useSeen(fabric: FabricGraph | null): Seen {
  const lens = useView((state) => state.lens);
  const foreign = useView((state) => state.foreign);
  // A key that is pressed shows its letter at once; what it finds follows.
  const filter = useDeferredValue(useView((state) => state.filter));
  const graph = useMemo(
    () => fabric && filterGraph(fabric, lens, foreign === 'shown'),
    [fabric, lens, foreign],
  );
  const match = useMemo(() => graph && matchOf(graph, filter), [graph, filter]);
  return useMemo(() => ({ graph, match }), [graph, match]);
}

/** What is mounted now. */
export function useScene(
  { graph, match }: Seen,
  placement: Placement | null,
  window: Window | null,
  mode: Mode,
): { scene: Scene | null; nodes: TopologyNode[] } {
  const lens = useView((state) => state.lens);
  const picked = useSelection((state) => state.picked);
  const focus = useFocus(window?.level ?? null);
  const scene = useMemo(() => {
    if (!graph || !placement || !window) return null;
    const { level, rect } = window;
    const looks = { lens, level, within: rect, input: tunnelInput(), focus };
    const all = rollUp(graph, placement, looks);
    return match ? { ...all, hosts: all.hosts.filter(({ card }) => match.hosts.has(card.id)) } : all;
  }, [graph, placement, window, lens, match, focus]);
  const levels = useReveal(scene, window?.rect ?? null);
  const maker = useRef(new FlowNodes());
  const nodes = useMemo(
    () =>
      scene ? maker.current.of(scene.hosts, scene.level, { mode, lens, picked, levels, match }) : NO_NODES,
    [scene, mode, lens, picked, levels, match],
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
