import type { Origin } from '../model/owner';

/**
 * What one host shall have, complete: every name, number and address is decided. `null` means "as found": the
 * value of an adopted object is left alone and not compared.
 */
export type Desired = {
  hostId: string;
  /** This installation's id, part of every owner mark. */
  fabric: string;
  revision: number;
  underlay: { device: string; address: string } | null;
  bridges: DesiredBridge[];
  vxlans: DesiredVxlan[];
  veths: DesiredVeth[];
  namespaces: DesiredNamespace[];
};

export type DesiredBridge = {
  name: string;
  /** The owner mark (ifalias). */
  owner: string;
  mac: string | null;
  /** Bytes. */
  mtu: number | null;
  origin: Origin;
  tenantId: string;
  networkId: string;
};

export type DesiredVxlan = {
  name: string;
  owner: string;
  mac: string | null;
  mtu: number | null;
  vni: number;
  /** UDP destination port. */
  port: number;
  /** VTEP address; null: made without `local`, left so. */
  local: string | null;
  /** Underlay device. */
  device: string;
  /** as-found: a device that was made without `dev` stays so. */
  bound: 'device' | 'as-found';
  bridge: string;
  /** VTEPs of the other hosts that carry the network, sorted: the flood list. */
  flood: string[];
  origin: Origin;
  tenantId: string;
  networkId: string;
};

export type DesiredVeth = {
  owner: string;
  namespace: string;
  hostEnd: { name: string; mac: string | null; mtu: number | null; bridge: string };
  /** `addresses` with prefix length, canonical and sorted. */
  namespaceEnd: { name: string; mac: string | null; mtu: number | null; addresses: string[] };
  origin: Origin;
  tenantId: string;
  networkId: string;
  endpointId: string;
};

export type DesiredNamespace = {
  name: string;
  /** On the `lo` of the namespace. */
  owner: string;
  origin: Origin;
  tenantId: string;
  endpointId: string;
};
