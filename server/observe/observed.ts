/** What was read from one host in one complete read. A failed or truncated read never becomes one of these. */
export type Observed = {
  hostId: string;
  /** Milliseconds since the epoch, on the controller's clock: when the read began. */
  readAt: number;
  /** /proc/sys/kernel/random/boot_id */
  bootId: string;
  links: ObservedLink[];
  fdb: FdbEntry[];
  /** Of the host's own namespace: what tells how VTEPs are reached. */
  routes: ObservedRoute[];
  neighbours: ObservedNeighbour[];
  /** All of `ip netns list`, whoever made them. */
  namespaces: ObservedNamespace[];
  /** Forwarding of the host's own namespace, IPv4 and IPv6 (`all`). */
  forwarding: Forwarding;
};

export type Forwarding = { ipv4: boolean; ipv6: boolean };

export type ObservedNamespace = {
  name: string;
  /** The nsid that this host's root namespace has for it, or null when none was given. */
  nsid: number | null;
  /** Why it could not be entered, or null; then links and routes are empty and say nothing. */
  unreadable: string | null;
  readAt: number;
  links: ObservedLink[];
  routes: ObservedRoute[];
  neighbours: ObservedNeighbour[];
  forwarding: Forwarding;
};

export type ObservedRoute = {
  /** `default` or a prefix. */
  to: string;
  via: string | null;
  device: string | null;
  table: string;
  /** The kernel's word for what is no plain route: blackhole, unreachable, multicast, … */
  type?: string;
};

/** An entry of the ARP or ND table. */
export type ObservedNeighbour = {
  /** Canonical. */
  address: string;
  device: string;
  /** null: it was asked for and nobody answered. */
  mac: string | null;
  /** The kernel's words: REACHABLE, STALE, DELAY, PROBE, FAILED, INCOMPLETE, PERMANENT, NOARP. */
  state: string[];
  router: boolean;
};

export type LinkKind = 'bridge' | 'vxlan' | 'veth' | 'loopback' | 'other';

export type ObservedLink = {
  index: number;
  name: string;
  kind: LinkKind;
  /** The kernel's own word for the kind (`veth`, `macvlan`, …), or '' for a physical device. */
  kindName: string;
  flags: string[];
  /** IFF_UP: what was asked for. Operstate says what came of it; a healthy VXLAN interface reports UNKNOWN. */
  up: boolean;
  /** IFF_LOWER_UP: carrier. */
  carrier: boolean;
  /** IFF_NOARP is set. */
  noArp: boolean;
  operstate: string;
  /** Bytes. */
  mtu: number;
  mac: string | null;
  master: string | null;
  /** Link group number; 0 is "default", −1 one that the host has a name for (/etc/iproute2/group). */
  group: number;
  alias: string | null;
  addrgenmode: string | null;
  /** Index and nsid of a veth's other end; null in nsid: the same namespace. */
  peer: { index: number; nsid: number | null } | null;
  /** The device that a macvlan, ipvlan, vlan or macsec device is on top of, told as `peer` is. Left out: none. */
  lower?: { index: number; nsid: number | null };
  addresses: ObservedAddress[];
  stats: LinkStats;
  vxlan: ObservedVxlan | null;
  /** A bridge that passes frames on by VLAN (`vlan_filtering 1`). Left out: it is none. */
  vlanAware?: true;
  /** As a bridge port, its STP state word (forwarding, disabled, …), else null. */
  portState: string | null;
};

export type ObservedAddress = {
  /** `10.1.0.4/24`, canonical. */
  text: string;
  family: 4 | 6;
  /** global, link, host */
  scope: string;
  tentative: boolean;
  /** It has a lifetime: SLAAC or a DHCP client of the tenant gave it. Left out: no. */
  dynamic?: boolean;
};

/** Counters since the link was made: bytes and packets. */
export type LinkStats = {
  rxBytes: number;
  rxPackets: number;
  rxErrors: number;
  rxDropped: number;
  txBytes: number;
  txPackets: number;
  txErrors: number;
  txDropped: number;
};

export type ObservedVxlan = {
  vni: number;
  port: number;
  local: string | null;
  /** The default destination of a device that was made with `remote`; also the first flood entry. */
  remote: string | null;
  device: string | null;
  learning: boolean;
  /** Seconds. */
  ageing: number | null;
  /** Made with `external`: routes decide VNI and destination. iproute2 5.10 then tells neither VNI nor port: both are 0. */
  external?: true;
};

export type FdbEntry = {
  mac: string;
  device: string;
  master: string | null;
  /** VTEP, for entries of a VXLAN interface. */
  dst: string | null;
  /**
   * What the entry says for itself (`viaIf`, `port`, `vni` of `bridge -j fdb`), else null or left out: the device's
   * own. The kernel finds an entry to delete only where these are given too: `fdb del … dst X via eth1` for the
   * default entry of a device made with `remote X dev eth1` (measured on 6.18; without `via` it answers 0 and does
   * nothing).
   */
  via?: string | null;
  port?: number | null;
  vni?: number | null;
  vlan: number | null;
  /** permanent, static, or '' for a learned one */
  state: string;
  self: boolean;
  /** Seconds since it was used and since it was updated, or null. */
  used: number | null;
  updated: number | null;
};
