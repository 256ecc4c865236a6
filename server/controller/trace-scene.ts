import type { Desired } from '../compile/desired';
import { addressPair } from '../diagnose/path/scene';
import type { TraceScene } from '../diagnose/trace/correlator';
import { parseAddress } from '../model/address';
import { type Endpoint, type Intent, portOfNetwork } from '../model/intent';
import type { TraceEnds, TraceWay } from '../model/trace';
import type { Observed } from '../observe/observed';

type Known = { desired(hostId: string): Desired | null; observed(hostId: string): Observed | null };

/** All of a scene but which hops are watched. */
export type TraceGround = Pick<TraceScene, 'tunnel' | 'sides'>;

/** Who is at which end of a trace. A MAC counts as intent has it and as it was found, since somebody may have set another. */
export function traceGround(intent: Intent, ends: TraceEnds, way: TraceWay, known: Known): TraceGround {
  const { tenant, network } = way;
  const macsOf = (endpoint: Endpoint) => {
    const wire = endpoint.interfaces.find(({ networkId }) => networkId === network.id);
    if (!wire) return [];
    const space = known.observed(endpoint.hostId)?.namespaces.find(({ name }) => name === endpoint.namespace);
    const found = space?.links.find(({ name }) => name === wire.namespaceEnd)?.mac;
    return [wire.mac, found].flatMap((mac) => (mac ? [mac.toLowerCase().replaceAll(':', '')] : []));
  };
  const isAt = (id: string) => (endpoint: Endpoint) =>
    ends.between === 'endpoints' ? endpoint.id === id : endpoint.hostId === id;
  const side = (id: string) => {
    const own = tenant.endpoints.filter(isAt(id));
    const hostId = ends.between === 'hosts' ? id : own[0]?.hostId;
    const vtep = hostId === undefined ? null : (known.desired(hostId)?.underlay?.address ?? null);
    return { macs: new Set(own.flatMap(macsOf)), vtep: vtep === null ? null : hexOf(vtep) };
  };
  const [from, to] = [side(ends.from), side(ends.to)];
  const others = tenant.endpoints.flatMap(macsOf).filter((mac) => !from.macs.has(mac) && !to.macs.has(mac));
  return {
    tunnel: { vni: network.vni, port: portOfNetwork(network, intent.vxlan.port) },
    sides: { from, to, others: new Set(others) },
  };
}

function hexOf(address: string): string | null {
  const bytes = parseAddress(address)?.bytes;
  return bytes ? bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('') : null;
}

/** An endpoint from which another one is pinged. */
export type EchoWay = { hostId: string; namespace: string; from: string; to: string; target: string };

/** Both ways between two endpoints; none between hosts, or where they have no addresses of one family. */
export function echoWays({ between, from, to }: TraceEnds, { tenant, network, ...way }: TraceWay): EchoWay[] {
  if (between === 'hosts') return [];
  const [a, b] = [from, to].map((id) => {
    const endpoint = tenant.endpoints.find((one) => one.id === id);
    const wire = endpoint?.interfaces.find(({ networkId }) => networkId === network.id);
    return endpoint && wire ? { ...endpoint, addresses: wire.addresses } : null;
  });
  const pair = a && b ? addressPair(a.addresses, b.addresses) : null;
  if (!a || !b || !pair) return [];
  const plain = pair.map((address) => address.replace(/\/.*/, ''));
  return [
    { hostId: a.hostId, namespace: a.namespace, from: way.from, to: way.to, target: plain[1] ?? '' },
    { hostId: b.hostId, namespace: b.namespace, from: way.to, to: way.from, target: plain[0] ?? '' },
  ];
}
