import type { HostState } from '@/server/controller/face';
import type { Finding } from '@/server/model/finding';
import type { Health } from '@/server/status/status';

/** How the draft changes a thing: there only in the draft, in both but different, there only in intent, or not at all. */
export type Ghost = 'none' | 'new' | 'changed' | 'removed';

/** What a thing's state is, in words; `stale`: its host has not been read lately, so the state is of the past. */
export type Mark = { health: Health; sentence: string; stale: boolean };

/** What the topology shows, free of pixels and of React Flow. Hosts, lanes and rows are in the order of intent. */
export type FabricGraph = {
  hosts: HostCard[];
  tenants: TenantEntry[];
  meshes: Mesh[];
  /** All of them, or, where there are more than TUNNELS_LISTED, those that are failed or degraded. */
  tunnels: Tunnel[];
};

/** Tunnels grow with the square of the hosts: 200 hosts with ten tenants have 199,000. */
export const TUNNELS_LISTED = 1500;

export type TenantEntry = {
  id: string;
  name: string;
  prefix: string;
  color: number;
  ghost: Ghost;
  mark: Mark;
  /** Ids of the hosts that it is on, draft included. */
  hosts: string[];
};

export type HostCard = {
  id: string;
  name: string;
  /** What SSH connects to. */
  address: string;
  ghost: Ghost;
  /** null: the controller has not spoken of it yet. */
  state: HostState | null;
  mark: Mark;
  /** Number of differences that nobody asked for. */
  drift: number;
  reason: Finding | null;
  /** Milliseconds since the epoch, as all times here. */
  nextTryAt: number | null;
  underlay: UnderlayPort | null;
  lanes: TenantLane[];
  foreign: ForeignObject[];
};

export type UnderlayPort = {
  device: string;
  /** The VTEP address, without prefix length. */
  vtep: string;
  /** With prefix length as the host has it; null: not found there, or the host was never read. */
  address: string | null;
  read: boolean;
  mtu: number | null;
};

/** A tenant's presence on a host. */
export type TenantLane = {
  key: string;
  tenantId: string;
  hostId: string;
  tenant: string;
  hostName: string;
  color: number;
  ghost: Ghost;
  mark: Mark;
  drift: DriftSpot[];
  rows: NetworkRow[];
};

/** One difference that nobody asked for, and at which part of the lane it is. */
export type DriftSpot = {
  key: string;
  part: 'lane' | 'namespace' | 'veth' | 'bridge' | 'vxlan';
  networkId: string | null;
  endpointId: string | null;
  sentence: string;
  weight: 'failed' | 'degraded';
};

/** A network's presence on a host: endpoints → bridge → VXLAN interface. */
export type NetworkRow = {
  key: string;
  tenantId: string;
  hostId: string;
  networkId: string;
  name: string;
  vni: number;
  color: number;
  ghost: Ghost;
  mark: Mark;
  /** Why the plan for the draft leaves it out on this host, or null. */
  refusal: string | null;
  bridge: DeviceBox;
  vxlan: DeviceBox;
  ends: EndpointBox[];
};

export type DeviceBox = {
  name: string;
  mtu: number | null;
  mac: string | null;
  ghost: Ghost;
  mark: Mark;
};

/** One interface of an endpoint: the namespace, and the veth pair that leads from it to the bridge. */
export type EndpointBox = {
  key: string;
  endpointId: string;
  /** The endpoint's own name, or null for the tenant's first one on a host. */
  name: string | null;
  namespace: string;
  /** With prefix length. */
  addresses: string[];
  mac: string | null;
  mtu: number | null;
  ghost: Ghost;
  mark: Mark;
  /** Of how many networks the endpoint is a member. */
  memberships: number;
  veth: { hostEnd: string; namespaceEnd: string; mark: Mark };
};

export type ForeignObject = { kind: string; name: string; detail: string };

/** All tunnels of a network: one for each pair of the hosts on which it is. */
export type Mesh = {
  key: string;
  tenantId: string;
  networkId: string;
  tenant: string;
  vni: number;
  color: number;
  ghost: Ghost;
  /** Number of hosts that the network is on, draft included. */
  members: number;
  /** Number of tunnels. */
  count: number;
  failed: number;
  degraded: number;
};

/** A network between two hosts. `a` and `b` are host ids, sorted. */
export type Tunnel = {
  key: string;
  tenantId: string;
  networkId: string;
  tenant: string;
  vni: number;
  color: number;
  a: string;
  b: string;
  ghost: Ghost;
  mark: Mark;
  /** The VXLAN interfaces at both ends. */
  aDevice: string;
  bDevice: string;
};

export const laneKey = (tenantId: string, hostId: string) => `${tenantId}@${hostId}`;
export const rowKey = (networkId: string, hostId: string) => `${networkId}@${hostId}`;
