import { CircleCheck, CircleHelp, CircleX, type LucideIcon, TriangleAlert } from 'lucide-react';
import { devicePlaces, selectionOfDevice } from '@/components/topology/device-places';
import type { Selection } from '@/components/topology/selection-store';
import type { Tone } from '@/components/ui/badge';
import type { PathAnswer } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';

type Hop = PathAnswer['hops'][number];
export type HopFact = Hop['facts'][number];
export type HopState = 'right' | 'wrong' | 'risky' | 'unknown';

export const STATE_LOOK: Record<HopState, { Icon: LucideIcon; tone: Tone; word: string }> = {
  right: { Icon: CircleCheck, tone: 'healthy', word: 'as it must be' },
  wrong: { Icon: CircleX, tone: 'failed', word: 'wrong' },
  risky: { Icon: TriangleAlert, tone: 'degraded', word: 'a risk' },
  unknown: { Icon: CircleHelp, tone: 'unknown', word: 'not known' },
};

export const VERDICT_LOOK: Record<PathAnswer['verdict'], { Icon: LucideIcon; tone: Tone; word: string }> = {
  ok: { Icon: CircleCheck, tone: 'healthy', word: 'No fault found' },
  broken: { Icon: CircleX, tone: 'failed', word: 'Broken' },
  'at-risk': { Icon: TriangleAlert, tone: 'degraded', word: 'At risk' },
  unproven: { Icon: CircleHelp, tone: 'unknown', word: 'Unproven' },
};

const KIND_WORD: Record<Hop['object']['kind'], string> = {
  namespace: 'Namespace',
  interface: 'Interface',
  'host-end': 'Port',
  bridge: 'Bridge',
  vxlan: 'VXLAN',
  underlay: 'Underlay',
  way: 'Way to',
  host: 'Host',
  address: 'Address',
};

export function kindWord({ object }: Hop): string {
  return KIND_WORD[object.kind];
}

/** As bad as the worst of its facts; what only follows from another hop counts as right here. */
export function stateOf({ facts }: Pick<Hop, 'facts'>): HopState {
  for (const state of ['wrong', 'risky', 'unknown'] as const) {
    if (facts.some((fact) => fact.state === state)) return state;
  }
  return 'right';
}

/** The hop that the answer is about, or the worst one, or the first. */
export function hopOfInterest({ hops, culprit }: PathAnswer): number {
  const named = hops.findIndex(
    ({ hostId, object }) =>
      hostId === culprit?.hostId &&
      object.kind === culprit.object.kind &&
      object.name === culprit.object.name &&
      object.namespace === culprit.object.namespace,
  );
  if (named >= 0) return named;
  const states = hops.map(stateOf);
  const worst = (['wrong', 'risky', 'unknown'] as const)
    .map((state) => states.indexOf(state))
    .find((i) => i >= 0);
  return worst ?? 0;
}

/** What of the canvas a hop is; null: it is nowhere on it. */
export function selectionOfHop(hop: Hop, hops: readonly Hop[], intent: Intent): Selection | null {
  const { hostId, object } = hop;
  const places = devicePlaces(intent);
  const device = (namespace: string | null, name: string) =>
    selectionOfDevice(places, hostId, namespace, name);
  switch (object.kind) {
    case 'interface':
    case 'host-end':
    case 'bridge':
    case 'vxlan':
      return device(object.namespace, object.name);
    case 'namespace': {
      const own = hops.find((one) => one.hostId === hostId && one.object.namespace === object.name);
      const end = own && device(own.object.namespace, own.object.name);
      return end?.kind === 'veth'
        ? { kind: 'namespace', tenantId: end.tenantId, endpointId: end.endpointId, hostId }
        : { kind: 'host', hostId };
    }
    case 'way': {
      const tunnel = hops.find((one) => one.hostId === hostId && one.object.kind === 'vxlan');
      const vxlan = tunnel && device(null, tunnel.object.name);
      const other = hops.find((one) => one.hostId !== hostId)?.hostId;
      if (vxlan?.kind !== 'vxlan' || !other) return { kind: 'host', hostId };
      const [a = hostId, b = other] = [hostId, other].sort();
      return { kind: 'tunnel', tenantId: vxlan.tenantId, networkId: vxlan.networkId, a, b };
    }
    case 'underlay':
    case 'host':
    case 'address':
      return { kind: 'host', hostId };
  }
}
