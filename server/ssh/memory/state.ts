/** A network namespace of the kernel in memory. */
export type Namespace = {
  links: Map<string, Link>;
  nextIndex: number;
  /** Numbers that this namespace has for others (`ip netns list-id`). */
  nsids: Map<Namespace, number>;
  forwarding: { ipv4: boolean; ipv6: boolean };
};

export type LinkKind = 'loopback' | 'bridge' | 'vxlan' | 'veth' | 'other';

export type Link = {
  namespace: Namespace;
  index: number;
  name: string;
  kind: LinkKind;
  /** The kernel's word: `''` for a physical device. */
  kindName: string;
  up: boolean;
  noArp: boolean;
  mtu: number;
  /** A bridge's MTU follows its ports until somebody sets it (BROPT_MTU_SET_BY_USER). */
  mtuByUser: boolean;
  mac: string;
  group: number;
  alias: string | null;
  addrgenmode: 'eui64' | 'none';
  master: Link | null;
  peer: Link | null;
  /** What a macvlan or VLAN device is on top of. */
  lower: Link | null;
  /** In the order of the kernel: of one IPv4 subnet the first is the primary. */
  addresses: LinkAddress[];
  vxlan: VxlanSettings | null;
  fdb: FdbRow[];
  /** What went through it since it was made; nothing goes through a kernel in memory by itself. */
  traffic: { rx: Traffic; tx: Traffic };
};

export type Traffic = { bytes: number; packets: number };

export type LinkAddress = {
  text: string;
  length: number;
  family: 4 | 6;
  scope: string;
  nodad: boolean;
  dynamic: boolean;
};

export type VxlanSettings = {
  vni: number;
  port: number;
  local: string | null;
  remote: string | null;
  device: Link | null;
  /** Where the tunnel's socket lives, wherever the device is moved to (`vxlan->net`). */
  home: Namespace;
};

export type FdbRow = {
  mac: string;
  dst: string | null;
  via: string | null;
  port: number | null;
  vni: number | null;
  state: 'permanent' | 'static' | '';
};

/** What the kernel or iproute2 answers, as it stands on standard error. */
export class Refused extends Error {}

export const EEXIST = 'RTNETLINK answers: File exists';
export const EINVAL = 'RTNETLINK answers: Invalid argument';
export const ENOENT = 'RTNETLINK answers: No such file or directory';
export const EAFNOSUPPORT = 'RTNETLINK answers: Address family not supported by protocol';

export function newNamespace(forwarding: { ipv4: boolean; ipv6: boolean }): Namespace {
  const namespace: Namespace = {
    links: new Map(),
    nextIndex: 1,
    nsids: new Map(),
    forwarding: { ...forwarding },
  };
  const lo = newLink(namespace, 'lo', 'loopback', '', 65536, '00:00:00:00:00:00');
  namespace.links.set('lo', lo);
  return namespace;
}

export function newLink(
  namespace: Namespace,
  name: string,
  kind: LinkKind,
  kindName: string,
  mtu: number,
  mac: string,
): Link {
  return {
    namespace,
    index: namespace.nextIndex++,
    name,
    kind,
    kindName,
    up: false,
    noArp: false,
    mtu,
    mtuByUser: false,
    mac,
    group: 0,
    alias: null,
    addrgenmode: 'eui64',
    master: null,
    peer: null,
    lower: null,
    addresses: [],
    vxlan: null,
    fdb: [],
    traffic: { rx: { bytes: 0, packets: 0 }, tx: { bytes: 0, packets: 0 } },
  };
}
