import type { Tenant } from '../model/intent';

/** What people built on the hosts, and what of it can be made intent. */
export type Proposal = {
  /** By name. */
  tenants: FoundTenant[];
  /** What is on the hosts, is not Overlane's, and belongs to no tenant here: each with the reason. */
  leftovers: Leftover[];
  /** Hosts that could not be looked at, each with the reason. */
  unread: { hostId: string; sentence: string }[];
};

/** A tenant that was built by hand. */
export type FoundTenant = {
  /** The same from look to look, whatever its name: its lowest VNI and that one's UDP port. */
  key: string;
  /** Changes with everything that adopting would write: who chooses says by it what they saw. */
  digest: string;
  /** What intent would hold. */
  tenant: Tenant;
  presences: SeenPresence[];
  seats: SeenSeat[];
  understood: Evidence[];
  /** What Overlane would have made otherwise and leaves as it is; nothing of it stops adopting. */
  kept: Evidence[];
  /** Why it cannot be adopted as it is, each saying what would be right. Empty: it can. */
  obstacles: Evidence[];
};

export type Evidence = {
  sentence: string;
  /** null: not of one host. */
  hostId: string | null;
  /** What was read, as a person would see it on the host; null where the sentence says it all. */
  read: string | null;
};

/** A network's devices on one host, as found. */
export type SeenPresence = {
  hostId: string;
  networkId: string;
  vni: number;
  port: number;
  bridge: string;
  vxlan: string;
  /** null: made without `local`. */
  local: string | null;
  /** VTEPs of the flood list. */
  flood: string[];
  /** Bytes, of the VXLAN interface. */
  mtu: number;
};

/** One interface of an endpoint, as found. */
export type SeenSeat = {
  hostId: string;
  networkId: string;
  endpointId: string;
  namespace: string;
  hostEnd: string;
  namespaceEnd: string;
  /** With prefix length. */
  addresses: string[];
  mac: string | null;
  /** Bytes, inside. */
  mtu: number;
};

export type Leftover = {
  hostId: string;
  /** The kernel's word, or `namespace`. */
  kind: string;
  name: string;
  /** Why it is no part of a tenant that could be adopted. */
  sentence: string;
};
