import { counted } from './counted';
import { topOfHost } from './counted-lines';
import type { FabricGraph, Tunnel } from './fabric-graph';
import { groupBy } from './group';
import { type Line, MOST_LINES, pairText } from './line';
import { byHeight, worst } from './mark';
import { type TunnelInput, tunnelsFrom } from './mesh';
import { tunnelLine } from './network-lines';
import type { Placement, Point } from './placement';
import { portOf } from './route';

/** What is selected or pointed at: a host, a network on a host, one tunnel, or a tenant everywhere. */
export type Focus =
  | { kind: 'host'; hostId: string }
  | { kind: 'presence'; networkId: string; hostId: string }
  | { kind: 'tunnel'; networkId: string; a: string; b: string }
  | { kind: 'tenant'; tenantId: string };

export type FocusOptions = {
  names: ReadonlyMap<string, string>;
  input: TunnelInput;
  focus: Focus;
  bundled: boolean;
};

/** The tunnels of what is looked at, straight from host to host above the cards. */
export function focusLines(graph: FabricGraph, placement: Placement, options: FocusOptions): Line[] {
  const { focus, input, names, bundled } = options;
  const tunnels = tunnelsOf(graph, focus, input);
  const places = new Map(placement.hosts.map((host) => [host.id, host]));
  const endOf = (hostId: string, networkId: string): Point | null => {
    const host = places.get(hostId);
    if (!host) return null;
    if (bundled || focus.kind === 'host') return topOfHost(host);
    for (const lane of host.lanes) {
      const row = lane.rows.find(({ key }) => key === `${networkId}@${hostId}`);
      if (row) return portOf(host, lane.y + row.chainY, placement.gutters);
    }
    return topOfHost(host);
  };
  if (focus.kind === 'host') return fan(focus.hostId, tunnels, endOf, names).slice(0, MOST_LINES);
  return tunnels
    .slice(0, MOST_LINES)
    .toSorted((x, y) => byHeight(x.mark, y.mark))
    .flatMap((tunnel) => {
      const [a, b] = [endOf(tunnel.a, tunnel.networkId), endOf(tunnel.b, tunnel.networkId)];
      if (!a || !b) return [];
      const line = tunnelLine(tunnel, [a, b], names, false);
      return [{ ...line, key: `over:${line.key}`, way: 'over' as const }];
    });
}

function tunnelsOf(graph: FabricGraph, focus: Focus, input: TunnelInput): Tunnel[] {
  switch (focus.kind) {
    case 'host': {
      const card = graph.hosts.find(({ id }) => id === focus.hostId);
      const networks = card?.lanes.flatMap((lane) => lane.rows.map((row) => row.networkId)) ?? [];
      return networks.flatMap((networkId) => tunnelsFrom(graph, networkId, focus.hostId, input));
    }
    case 'presence':
      return tunnelsFrom(graph, focus.networkId, focus.hostId, input);
    case 'tunnel':
      return tunnelsFrom(graph, focus.networkId, focus.a, input).filter(
        ({ a, b }) => a === focus.b || b === focus.b,
      );
    case 'tenant': {
      const found: Tunnel[] = [];
      for (const mesh of graph.meshes.filter(({ tenantId }) => tenantId === focus.tenantId)) {
        const hosts = graph.hosts.filter((host) =>
          host.lanes.some((lane) => lane.rows.some((row) => row.networkId === mesh.networkId)),
        );
        for (const host of hosts) {
          found.push(...tunnelsFrom(graph, mesh.networkId, host.id, input).filter(({ a }) => a === host.id));
          if (found.length >= MOST_LINES) return found;
        }
      }
      return found;
    }
  }
}

/** One line to each host at the other end, with the number of tunnels there. */
function fan(
  hostId: string,
  tunnels: readonly Tunnel[],
  endOf: (hostId: string, networkId: string) => Point | null,
  names: ReadonlyMap<string, string>,
): Line[] {
  const here = endOf(hostId, '');
  const others = groupBy(tunnels, ({ a, b }) => (a === hostId ? b : a));
  return [...others].flatMap(([other, all]): Line[] => {
    const there = endOf(other, '');
    const [first] = all;
    if (!here || !there || !first) return [];
    const text = counted(all.length, 'tunnel');
    const alike = all.every((tunnel) => tunnel.ghost === first.ghost);
    return [
      {
        key: `over:${hostId}/${other}`,
        kind: 'bundle',
        way: 'over',
        runs: [[here, there]],
        color: all.every((tunnel) => tunnel.tenantId === first.tenantId) ? first.color : null,
        ghost: alike ? first.ghost : 'none',
        quiet: false,
        mark: worst(all.map((tunnel) => tunnel.mark)) ?? first.mark,
        count: all.length,
        label: { text, at: there },
        tenantId: null,
        networkId: null,
        ends: [
          { hostId: first.a, device: null },
          { hostId: first.b, device: null },
        ],
        title: `${text} between ${pairText(names, first)}`,
      },
    ];
  });
}
