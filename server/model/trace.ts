import type { CapturePlace } from './capture';
import { endpointLabel, hostsOfNetwork, type Intent, type Network, type Tenant } from './intent';

/**
 * Between what packets are followed. endpoints: from one to the other, in a network that both are in. hosts: all of a
 * network that goes through the tunnel between two hosts. `from` and `to` are ids of these.
 */
export type TraceEnds = { between: 'endpoints' | 'hosts'; networkId: string; from: string; to: string };

/** A place where packets are looked at on their way, in the order of the way there. */
export type TraceHop = {
  hostId: string;
  host: string;
  place: CapturePlace;
  /** null: the host's own. */
  namespace: string | null;
  device: string;
};

/** Whichever is reached first ends it. */
export type TraceLimits = { packets: number; seconds: number };

export const TRACE_BOUNDS = {
  packets: { least: 1, most: 5000, first: 2000, unit: 'packets' },
  seconds: { least: 1, most: 600, first: 120, unit: 'seconds' },
  /** Echoes that are sent each way, so that there is something to follow. */
  echoes: { least: 0, most: 20, first: 3, unit: 'echoes' },
} as const;

/** What is followed, by name. `hops` in the order of the way there. */
export type TraceWay = { tenant: Tenant; network: Network; from: string; to: string; hops: TraceHop[] };

/** The hops between two ends, or a sentence that says why there are none. */
export function traceWay(intent: Intent, { between, networkId, from, to }: TraceEnds): TraceWay | string {
  const tenant = intent.tenants.find(({ networks }) => networks.some(({ id }) => id === networkId));
  const network = tenant?.networks.find(({ id }) => id === networkId);
  if (!tenant || !network)
    return 'There is no such network: it may not be applied yet, or somebody removed it.';
  if (from === to) return 'Both ends are the same: choose two.';
  const seats = [from, to].map((id) =>
    between === 'endpoints'
      ? seatOfEndpoint(intent, tenant, network, id)
      : seatOfHost(intent, tenant, network, id),
  );
  const [a, b] = seats;
  if (!a || !b) {
    return between === 'endpoints'
      ? `There is no such endpoint in ${tenant.name}/${network.name}: it may not be applied yet, or somebody removed it.`
      : `${tenant.name}/${network.name} is not on both of these hosts.`;
  }
  const hops =
    a.hostId === b.hostId
      ? [...a.inside, ...a.outside.slice(0, 1), ...b.inside]
      : [...a.inside, ...a.outside, ...[...b.inside, ...b.outside].reverse()];
  return { tenant, network, from: a.label, to: b.label, hops };
}

/** One end: the hops of its host from within outwards. */
type Seat = { hostId: string; label: string; inside: TraceHop[]; outside: TraceHop[] };

function seatOfEndpoint(intent: Intent, tenant: Tenant, network: Network, id: string): Seat | null {
  const endpoint = tenant.endpoints.find((one) => one.id === id);
  const wire = endpoint?.interfaces.find(({ networkId }) => networkId === network.id);
  const host = intent.hosts.find((one) => one.id === endpoint?.hostId);
  if (!endpoint || !wire || !host) return null;
  const place: CapturePlace = { at: 'endpoint', endpointId: id, networkId: network.id };
  const { namespace } = endpoint;
  const inside = { hostId: host.id, host: host.name, place, namespace, device: wire.namespaceEnd };
  const label = endpointLabel(tenant, endpoint, intent.hosts);
  return { hostId: host.id, label, inside: [inside], outside: hopsOfHost(network, host) };
}

/** A host's only endpoint in the network is looked into too: what is received there has arrived. */
function seatOfHost(intent: Intent, tenant: Tenant, network: Network, id: string): Seat | null {
  const host = intent.hosts.find((one) => one.id === id);
  if (!host || !hostsOfNetwork(tenant, network.id).includes(id)) return null;
  const own = tenant.endpoints.filter(
    ({ hostId, interfaces }) => hostId === id && interfaces.some(({ networkId }) => networkId === network.id),
  );
  const seat = own.length === 1 && own[0] ? seatOfEndpoint(intent, tenant, network, own[0].id) : null;
  return {
    hostId: id,
    label: host.name,
    inside: seat?.inside ?? [],
    outside: hopsOfHost(network, host),
  };
}

function hopsOfHost(network: Network, { id: hostId, name, underlay }: Intent['hosts'][number]): TraceHop[] {
  const found = network.found[hostId];
  const hop = (at: 'bridge' | 'vxlan' | 'underlay', device: string): TraceHop => ({
    hostId,
    host: name,
    place: { at, hostId, networkId: network.id },
    namespace: null,
    device,
  });
  return [
    hop('bridge', found?.bridge ?? network.bridge),
    hop('vxlan', found?.vxlan ?? network.vxlan),
    hop('underlay', underlay?.device ?? 'underlay'),
  ];
}

const POINT = {
  endpoint: 'interface',
  'host-end': 'host end',
  bridge: 'bridge',
  vxlan: 'VXLAN interface',
  underlay: 'underlay',
} as const;

/** `VXLAN interface msft-vxl-10 on node01` */
export function hopText({ place, namespace, device, host }: TraceHop): string {
  return `${POINT[place.at]} ${device}${namespace === null ? '' : ` in ${namespace}`} on ${host}`;
}

/** As a file names an interface: `node01:msft-br`, `node01:microsoft/msft-veth1`. */
export function hopName({ namespace, device, host }: TraceHop): string {
  return `${host}:${namespace === null ? '' : `${namespace}/`}${device}`;
}
