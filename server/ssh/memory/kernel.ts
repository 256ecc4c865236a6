import { parseAddress, subnetOf } from '../../model/address';
import { innerMtu, SMALLEST_INNER_MTU } from '../../model/mtu';
import { FLOOD_MAC } from '../../model/vxlan';
import {
  EAFNOSUPPORT,
  EEXIST,
  EINVAL,
  ENOENT,
  type FdbRow,
  type Link,
  type LinkAddress,
  type Namespace,
  newLink,
  newNamespace,
  Refused,
} from './state';

/** What the kernel says over netlink when something changes. */
export type KernelEvent =
  | { object: 'link'; gone: boolean; link: Link }
  | { object: 'address'; gone: boolean; link: Link; address: LinkAddress }
  | { object: 'fdb'; gone: boolean; link: Link; row: FdbRow }
  | { object: 'forwarding'; gone: false; namespace: Namespace; family: keyof Namespace['forwarding'] }
  | { object: 'namespace'; gone: boolean; name: string }
  /** `from` was given a number for another namespace, or lost it. */
  | { object: 'nsid'; gone: boolean; from: Namespace; id: number };

export type LinkRequest = {
  name: string;
  mac: string | null;
  mtu: number | null;
  group: number;
};

/**
 * As much of Linux as unit tests of plan, push and observe need: bridges, VXLAN interfaces, veth pairs, namespaces,
 * addresses and FDB, with the refusals and side effects of kernel 6.18. Not a mock of ours: a small kernel that
 * knows nothing of Overlane.
 */
export class MemoryKernel {
  readonly root: Namespace;
  readonly names = new Map<string, Namespace>();
  bootId = '00000000-0000-4000-8000-000000000001';
  /** What lies in /run, by path. */
  readonly files = new Map<string, string>();
  /** Lines that changed something, in order. */
  events = 0;
  /** Called with each event, before the line that caused it has ended. */
  readonly listeners = new Set<(event: KernelEvent) => void>();
  private readonly dying: Namespace[] = [];
  private nextMac = 1;

  constructor() {
    this.root = newNamespace({ ipv4: false, ipv6: false });
    this.setUp(this.link(this.root, 'lo'), true);
  }

  // Namespaces

  addNamespace(name: string): void {
    if (this.names.has(name)) {
      throw new Refused(`Cannot create namespace file "/run/netns/${name}": File exists`);
    }
    // IPv4 forwarding is inherited from the machine's first namespace, IPv6 is not (devconf_inherit_init_net = 0).
    this.names.set(name, newNamespace({ ipv4: this.root.forwarding.ipv4, ipv6: false }));
    this.tell({ object: 'namespace', gone: false, name });
  }

  /** The name goes at once; its devices go when the kernel gets round to it (cleanup_net): see `settle`. */
  deleteNamespace(name: string): void {
    const namespace = this.names.get(name);
    if (!namespace) {
      throw new Refused(`Cannot remove namespace file "/run/netns/${name}": No such file or directory`);
    }
    this.names.delete(name);
    this.dying.push(namespace);
    this.tell({ object: 'namespace', gone: true, name });
  }

  /** Lets the kernel's deferred work happen. */
  settle(): void {
    for (const namespace of this.dying.splice(0)) {
      if ([...this.names.values()].includes(namespace)) continue;
      for (const link of [...namespace.links.values()]) {
        if (link.kind === 'other') this.moveTo(link, this.root);
        else if (link.kind !== 'loopback' && namespace.links.has(link.name)) this.destroy(link);
      }
      const id = this.root.nsids.get(namespace);
      this.root.nsids.delete(namespace);
      if (id !== undefined) this.tell({ object: 'nsid', gone: true, from: this.root, id });
    }
  }

  namespace(name: string): Namespace {
    const namespace = this.names.get(name);
    if (!namespace) {
      throw new Refused(`Cannot open network namespace "${name}": No such file or directory`);
    }
    return namespace;
  }

  // Links

  link(namespace: Namespace, name: string): Link {
    const link = namespace.links.get(name);
    if (!link) throw new Refused(`Cannot find device "${name}"`);
    return link;
  }

  addBridge(namespace: Namespace, request: LinkRequest): Link {
    return this.add(namespace, request, 'bridge', 1500);
  }

  /** A device of another kind, such as the host's own. */
  addOther(namespace: Namespace, request: LinkRequest, kindName = ''): Link {
    const link = this.add(namespace, request, 'other', 1500);
    link.kindName = kindName;
    return link;
  }

  addVeth(namespace: Namespace, request: LinkRequest, peerNamespace: Namespace, peer: LinkRequest): Link {
    if (peerNamespace.links.has(peer.name) || namespace.links.has(request.name)) throw new Refused(EEXIST);
    const link = this.add(namespace, request, 'veth', 1500);
    const other = this.add(peerNamespace, peer, 'veth', 1500);
    link.peer = other;
    other.peer = link;
    // The message that tells of the pair numbers the other end's namespace (rtnl_fill_link_netnsid).
    this.number(link, other);
    return link;
  }

  addVxlan(
    namespace: Namespace,
    request: LinkRequest,
    settings: {
      vni: number;
      port: number;
      local: string | null;
      remote: string | null;
      device: string | null;
    },
  ): Link {
    if (namespace.links.has(request.name)) throw new Refused(EEXIST);
    const device = settings.device === null ? null : this.link(namespace, settings.device);
    const family = familyOf(settings.local ?? settings.remote);
    for (const other of this.everyLink()) {
      if (
        other.vxlan?.home === namespace &&
        other.vxlan.vni === settings.vni &&
        other.vxlan.port === settings.port &&
        familyOf(other.vxlan.local ?? other.vxlan.remote) === family
      ) {
        throw new Refused('Error: A VXLAN device with the specified VNI already exists.');
      }
    }
    const carried = innerMtu(device?.mtu ?? 1500, family);
    const mtu = Math.min(request.mtu ?? carried, device ? carried : 65535);
    const link = this.add(namespace, { ...request, mtu }, 'vxlan', mtu);
    link.vxlan = { ...settings, device, home: namespace };
    if (settings.remote !== null) {
      link.fdb.push(flood(settings.remote, device?.name ?? null));
    }
    return link;
  }

  deleteLink(link: Link): void {
    if (link.kind === 'loopback' || (link.kind === 'other' && link.kindName === '')) {
      throw new Refused('RTNETLINK answers: Operation not supported');
    }
    this.destroy(link);
  }

  deleteGroup(namespace: Namespace, group: number): void {
    const links = [...namespace.links.values()].filter((link) => link.group === group);
    if (links.length === 0) throw new Refused('RTNETLINK answers: No such device');
    for (const link of links) {
      if (namespace.links.has(link.name)) this.destroy(link);
    }
  }

  rename(link: Link, name: string): void {
    if (link.namespace.links.has(name)) throw new Refused(EEXIST);
    link.namespace.links.delete(link.name);
    link.name = name;
    link.namespace.links.set(name, link);
    this.changed(link);
  }

  moveTo(link: Link, namespace: Namespace): void {
    if (namespace.links.has(link.name)) throw new Refused(EEXIST);
    this.setMaster(link, null);
    this.tell({ object: 'link', gone: true, link });
    link.namespace.links.delete(link.name);
    this.setUp(link, false);
    link.addresses = [];
    link.namespace = namespace;
    link.index = namespace.nextIndex++;
    namespace.links.set(link.name, link);
    if (link.peer) this.number(link, link.peer);
    this.changed(link);
    if (link.peer) this.changed(link.peer);
  }

  // Settings

  setForwarding(namespace: Namespace, family: keyof Namespace['forwarding'], on: boolean): void {
    if (namespace.forwarding[family] === on) return;
    namespace.forwarding[family] = on;
    this.tell({ object: 'forwarding', gone: false, namespace, family });
  }

  set<K extends 'alias' | 'group' | 'mac' | 'noArp'>(link: Link, key: K, value: Link[K]): void {
    if (link[key] === value) return;
    if (key === 'mac' && link.master) this.tellOwnEntry(link, true);
    link[key] = value;
    if (key === 'mac' && link.master) this.tellOwnEntry(link, false);
    this.changed(link);
  }

  setMtu(link: Link, mtu: number): void {
    if (link.mtu === mtu) return;
    const lower = link.vxlan?.device;
    if (lower && mtu > innerMtu(lower.mtu, familyOf(link.vxlan?.local ?? null))) throw new Refused(EINVAL);
    if (link.kind === 'bridge') link.mtuByUser = true;
    this.mtuChanged(link, mtu);
    this.changed(link);
  }

  setAddrgenmode(link: Link, mode: Link['addrgenmode']): void {
    if (!hasIpv6(link)) throw new Refused(EAFNOSUPPORT);
    if (link.addrgenmode === mode) return;
    // An address that is there stays (measured on 6.18).
    link.addrgenmode = mode;
    this.changed(link);
  }

  setMaster(link: Link, master: Link | null): void {
    if (link.master === master) return;
    if (master && master.kind !== 'bridge') throw new Refused('RTNETLINK answers: Operation not supported');
    const before = link.master;
    if (before) this.tellOwnEntry(link, true);
    link.master = master;
    if (master) this.tellOwnEntry(link, false);
    for (const bridge of [before, master]) if (bridge) this.adjustBridge(bridge);
    this.changed(link);
  }

  setUp(link: Link, up: boolean): void {
    if (link.up === up) return;
    link.up = up;
    if (!up) link.addresses = link.addresses.filter(({ family }) => family === 4);
    else if (link.kind === 'loopback') {
      link.addresses = [address('127.0.0.1', 8, 'host'), address('::1', 128, 'host'), ...link.addresses];
    } else this.autoconfigure(link);
    this.changed(link);
    // Carrier follows the other end.
    if (link.peer) this.changed(link.peer);
  }

  setLocal(link: Link, local: string): void {
    if (!link.vxlan) throw new Refused('RTNETLINK answers: Operation not supported');
    const family = familyOf(link.vxlan.local ?? link.vxlan.remote);
    if (family !== familyOf(local)) throw new Refused('Error: New local address family does not match old.');
    if (link.vxlan.local === local) return;
    link.vxlan.local = local;
    this.changed(link);
  }

  // Addresses

  addAddress(link: Link, added: LinkAddress, replace: boolean): void {
    const at = link.addresses.findIndex((one) => one.text === added.text && one.length === added.length);
    if (at >= 0 && !replace) {
      throw new Refused(added.family === 4 ? 'Error: ipv4: Address already assigned.' : EEXIST);
    }
    if (added.family === 6 && !hasIpv6(link)) throw new Refused('RTNETLINK answers: Permission denied');
    if (at >= 0) return;
    link.addresses.push(added);
    this.tell({ object: 'address', gone: false, link, address: added });
  }

  deleteAddress(link: Link, text: string, length: number): void {
    const gone = link.addresses.find((one) => one.text === text && one.length === length);
    if (!gone) throw new Refused('Error: ipv4: Address not found.');
    const subnet = subnetOfAddress(gone);
    const primary = link.addresses.find((one) => one.family === 4 && subnetOfAddress(one) === subnet);
    // promote_secondaries = 0: the secondaries of a subnet go with its primary.
    link.addresses = link.addresses.filter(
      (one) => one !== gone && !(gone.family === 4 && gone === primary && subnetOfAddress(one) === subnet),
    );
    this.tell({ object: 'address', gone: true, link, address: gone });
  }

  // FDB

  appendFdb(link: Link, row: FdbRow): void {
    if (!link.vxlan) throw new Refused('RTNETLINK answers: Operation not supported');
    if (row.dst !== null && familyOf(row.dst) !== familyOf(link.vxlan.local ?? link.vxlan.remote)) {
      throw new Refused(EAFNOSUPPORT);
    }
    if (link.fdb.some((one) => sameRow(one, row))) return;
    link.fdb.push(row);
    this.tell({ object: 'fdb', gone: false, link, row });
  }

  deleteFdb(link: Link, row: FdbRow): void {
    if (!link.fdb.some(({ mac }) => mac === row.mac)) throw new Refused(ENOENT);
    const left = link.fdb.filter((one) => !sameRow(one, row));
    // A destination that the entry does not have is passed over in silence (vxlan_fdb_delete).
    if (left.length === link.fdb.length) return;
    link.fdb = left;
    this.tell({ object: 'fdb', gone: true, link, row });
  }

  nsidOf(from: Namespace, to: Namespace): number {
    const known = from.nsids.get(to);
    if (known !== undefined) return known;
    const used = new Set(from.nsids.values());
    let id = 0;
    while (used.has(id)) id++;
    from.nsids.set(to, id);
    this.tell({ object: 'nsid', gone: false, from, id });
    return id;
  }

  /** Each namespace has a number for that of a veth's other end. */
  private number(link: Link, peer: Link): void {
    if (link.namespace === peer.namespace) return;
    this.nsidOf(link.namespace, peer.namespace);
    this.nsidOf(peer.namespace, link.namespace);
  }

  private add(namespace: Namespace, request: LinkRequest, kind: Link['kind'], mtu: number): Link {
    const { name } = request;
    if (namespace.links.has(name)) throw new Refused(EEXIST);
    const link = newLink(
      namespace,
      name,
      kind,
      kind === 'other' ? '' : kind,
      request.mtu ?? mtu,
      request.mac ?? this.anyMac(),
    );
    link.group = request.group;
    namespace.links.set(name, link);
    this.changed(link);
    return link;
  }

  private changed(link: Link): void {
    this.tell({ object: 'link', gone: false, link });
  }

  private tell(event: KernelEvent): void {
    this.events++;
    for (const listener of this.listeners) listener(event);
  }

  /** A bridge knows its ports' own MACs. */
  private tellOwnEntry(link: Link, gone: boolean): void {
    const row = { mac: link.mac, dst: null, via: null, port: null, vni: null, state: 'permanent' as const };
    this.tell({ object: 'fdb', gone, link, row });
  }

  private destroy(link: Link): void {
    link.namespace.links.delete(link.name);
    const { master, peer } = link;
    link.master = null;
    if (master) this.adjustBridge(master);
    for (const other of [...this.everyLink()]) {
      if (other.master === link) {
        other.master = null;
        this.changed(other);
      }
      if (other.vxlan?.device === link) this.destroy(other);
    }
    this.tell({ object: 'link', gone: true, link });
    if (peer) {
      link.peer = null;
      peer.peer = null;
      this.destroy(peer);
    }
  }

  private mtuChanged(link: Link, mtu: number): void {
    const before = link.mtu;
    link.mtu = mtu;
    if (mtu < SMALLEST_INNER_MTU) {
      link.addresses = link.addresses.filter(({ family }) => family === 4);
      link.addrgenmode = 'eui64';
    } else if (before < SMALLEST_INNER_MTU && link.up) this.autoconfigure(link);
    if (link.master) this.adjustBridge(link.master);
  }

  /** br_mtu_auto_adjust */
  private adjustBridge(bridge: Link): void {
    if (bridge.mtuByUser) return;
    const ports = [...this.everyLink()].filter((link) => link.master === bridge);
    const mtu = ports.length === 0 ? 1500 : Math.min(...ports.map((port) => port.mtu));
    if (bridge.mtu === mtu) return;
    this.mtuChanged(bridge, mtu);
    this.changed(bridge);
  }

  private autoconfigure(link: Link): void {
    if (link.addrgenmode !== 'eui64' || !hasIpv6(link) || link.kind === 'loopback') return;
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = link.mac
      .split(':')
      .map((byte) => Number.parseInt(byte, 16));
    const words = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
    const text = parseAddress(`fe80::${words.map((word) => word.toString(16)).join(':')}`)?.text;
    if (text && !link.addresses.some((one) => one.text === text)) {
      link.addresses.push(address(text, 64, 'link'));
    }
  }

  private *everyLink(): Generator<Link> {
    for (const namespace of new Set([this.root, ...this.names.values(), ...this.dying])) {
      yield* namespace.links.values();
    }
  }

  private anyMac(): string {
    return `06:00:00:00:${(this.nextMac >> 8).toString(16).padStart(2, '0')}:${(this.nextMac++ & 255).toString(16).padStart(2, '0')}`;
  }
}

export function address(text: string, length: number, scope = 'global', nodad = false): LinkAddress {
  return { text, length, family: text.includes(':') ? 6 : 4, scope, nodad, dynamic: false };
}

function flood(dst: string, via: string | null): FdbRow {
  return { mac: FLOOD_MAC, dst, via, port: null, vni: null, state: 'permanent' };
}

function sameRow(a: FdbRow, b: FdbRow): boolean {
  return a.mac === b.mac && a.dst === b.dst && a.via === b.via && a.port === b.port && a.vni === b.vni;
}

export function hasIpv6(link: Link): boolean {
  return link.mtu >= SMALLEST_INNER_MTU;
}

function familyOf(text: string | null): 4 | 6 {
  return text?.includes(':') ? 6 : 4;
}

function subnetOfAddress({ text, length }: LinkAddress): string {
  const parsed = parseAddress(text);
  return parsed ? subnetOf(parsed, length) : text;
}
