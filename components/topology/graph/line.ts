import { counted } from './counted';
import type { FabricGraph, Ghost, Mark, Mesh } from './fabric-graph';
import type { Point } from './placement';

/** A line between hosts, or through several of them. */
export type Line = {
  key: string;
  kind: 'tunnel' | 'bus' | 'bundle';
  /** over: straight from host to host, above the cards; behind: in the gutters between them. */
  way: 'over' | 'behind';
  runs: Point[][];
  /** null: of several tenants. */
  color: number | null;
  ghost: Ghost;
  /** Seen only when it is pointed at or selected: another line shows the same way. */
  quiet: boolean;
  mark: Mark;
  count: number;
  label: { text: string; at: Point } | null;
  tenantId: string | null;
  networkId: string | null;
  /** Both ends of a single tunnel, or of a bundle. */
  ends: [LineEnd, LineEnd] | null;
  title: string;
};
export type LineEnd = { hostId: string; device: string | null };

/** Beside each port where more than two hosts share a network: which network leaves here. */
export type PortTag = {
  key: string;
  text: string;
  title: string;
  at: Point;
  facing: 'left' | 'right';
  color: number;
  ghost: Ghost;
};

/** More networks than this have no line each that goes through all of their hosts: that would be a wall of lines. */
export const MOST_BUSES = 16;

/** Never more lines than this at once. */
export const MOST_LINES = 400;

/** So many tunnels that are not well have a line of their own where the others share one. */
export const EXCEPTIONS_DRAWN = 40;

export function tunnelCount(graph: FabricGraph): number {
  return graph.meshes.reduce((sum, mesh) => sum + mesh.count, 0);
}

export type Counts = Pick<Mesh, 'count' | 'failed' | 'degraded'>;

export function meshMark(meshes: readonly Counts[]): Mark {
  const health = meshes.some((mesh) => mesh.failed > 0)
    ? 'failed'
    : meshes.some((mesh) => mesh.degraded > 0)
      ? 'degraded'
      : 'healthy';
  return { health, sentence: tunnelsText(meshes), stale: false };
}

/** `1200 tunnels · 3 failed` */
export function tunnelsText(meshes: readonly Counts[]): string {
  const sum = (of: keyof Counts) => meshes.reduce((total, mesh) => total + mesh[of], 0);
  const [failed, degraded] = [sum('failed'), sum('degraded')];
  const parts = [counted(sum('count'), 'tunnel')];
  if (failed > 0) parts.push(`${failed} failed`);
  if (degraded > 0) parts.push(`${degraded} degraded`);
  return parts.join(' · ');
}

/** `node01 and node02` */
export function pairText(names: ReadonlyMap<string, string>, { a, b }: { a: string; b: string }): string {
  return [names.get(a) ?? '?', names.get(b) ?? '?'].sort().join(' and ');
}
