import { hasIpv6, type MemoryKernel } from './kernel';
import type { Link, Namespace } from './state';

/** `ip -j -d -s link show` */
export function linksJson(kernel: MemoryKernel, namespace: Namespace): unknown[] {
  return [...namespace.links.values()].map((link) => ({ ...head(kernel, link), ...details(kernel, link) }));
}

/** `ip -j address show` */
export function addressesJson(kernel: MemoryKernel, namespace: Namespace): unknown[] {
  return [...namespace.links.values()].map((link) => ({
    ...head(kernel, link),
    addr_info: link.addresses.map((one) => ({
      family: one.family === 4 ? 'inet' : 'inet6',
      local: one.text,
      prefixlen: one.length,
      scope: one.scope,
      ...(one.nodad ? { nodad: true } : {}),
      ...(one.dynamic ? { dynamic: true } : {}),
      valid_life_time: one.dynamic ? 3600 : 4294967295,
      preferred_life_time: one.dynamic ? 1800 : 4294967295,
    })),
  }));
}

/** `bridge -j -d -s fdb show` */
export function fdbJson(namespace: Namespace): unknown[] {
  return [...namespace.links.values()].flatMap((link) => [
    ...(link.master
      ? [
          {
            mac: link.mac,
            ifname: link.name,
            used: 1,
            updated: 1,
            flags: [],
            master: link.master.name,
            state: 'permanent',
          },
        ]
      : []),
    ...link.fdb.map((row) => ({
      mac: row.mac,
      ifname: link.name,
      ...(row.dst === null ? {} : { dst: row.dst }),
      ...(row.port === null ? {} : { port: row.port }),
      ...(row.vni === null ? {} : { vni: row.vni }),
      ...(row.via === null ? {} : { viaIf: row.via }),
      used: 0,
      updated: 0,
      flags: ['self'],
      state: row.state,
    })),
  ]);
}

/** `ip -j netns list` */
export function namespacesJson(kernel: MemoryKernel): unknown[] {
  return [...kernel.names].map(([name, namespace]) => {
    const id = kernel.root.nsids.get(namespace);
    return id === undefined ? { name } : { name, id };
  });
}

/** `ip -j netconf show`, as far as forwarding goes. */
export function netconfJson({ forwarding }: Namespace): unknown[] {
  return [
    { family: 'inet', interface: 'all', forwarding: forwarding.ipv4 },
    { family: 'inet6', interface: 'all', forwarding: forwarding.ipv6 },
  ];
}

/** /proc/net/dev, without its last newline (net/core/net-procfs.c) */
export function netDevText(namespace: Namespace): string {
  const side = ({ bytes, packets }: Link['traffic']['rx']) => `${bytes} ${packets} 0 0 0 0 0 0`;
  const lines = [...namespace.links.values()].map(
    ({ name, traffic }) => `${name.padStart(6)}: ${side(traffic.rx)} ${side(traffic.tx)}`,
  );
  return [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
    ...lines,
  ].join('\n');
}

function head(kernel: MemoryKernel, link: Link) {
  return {
    ifindex: link.index,
    ...peer(kernel, link),
    ifname: link.name,
    flags: flags(link),
    mtu: link.mtu,
    operstate: operstate(link),
    ...(link.master ? { master: link.master.name } : {}),
    group: link.group === 0 ? 'default' : String(link.group),
    link_type: link.kind === 'loopback' ? 'loopback' : 'ether',
    address: link.mac,
    broadcast: link.kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff',
    ...(link.alias === null ? {} : { ifalias: link.alias }),
  };
}

function peer(kernel: MemoryKernel, link: Link) {
  const other = link.peer ?? link.lower;
  if (!other) return {};
  if (other.namespace === link.namespace) return { link: other.name };
  return { link_index: other.index, link_netnsid: kernel.nsidOf(link.namespace, other.namespace) };
}

/** In the words of `ip`. */
export function flags(link: Link): string[] {
  const carrier = hasCarrier(link);
  return [
    ...(link.up && !carrier ? ['NO-CARRIER'] : []),
    ...(link.kind === 'loopback' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST']),
    ...(link.noArp ? ['NOARP'] : []),
    ...(link.up ? ['UP'] : []),
    ...(link.up && carrier ? ['LOWER_UP'] : []),
  ];
}

function hasCarrier(link: Link): boolean {
  if (link.kind === 'veth') return link.peer?.up ?? false;
  return true;
}

function operstate(link: Link): string {
  if (!link.up) return 'DOWN';
  if (link.kind === 'vxlan' || link.kind === 'loopback') return 'UNKNOWN';
  return hasCarrier(link) ? 'UP' : 'LOWERLAYERDOWN';
}

function details(kernel: MemoryKernel, link: Link) {
  const counters = (side: 'rx' | 'tx') => ({ ...link.traffic[side], errors: 0, dropped: 0 });
  return {
    ...(link.kindName === '' ? {} : { linkinfo: linkinfo(kernel, link) }),
    ...(hasIpv6(link) ? { inet6_addr_gen_mode: link.addrgenmode } : {}),
    stats64: { rx: counters('rx'), tx: counters('tx') },
  };
}

function linkinfo(kernel: MemoryKernel, link: Link) {
  return {
    info_kind: link.kindName,
    ...(link.vxlan ? { info_data: vxlanJson(kernel, link) } : {}),
    ...(link.master
      ? { info_slave_kind: 'bridge', info_slave_data: { state: link.up ? 'forwarding' : 'disabled' } }
      : {}),
  };
}

function vxlanJson(_kernel: MemoryKernel, { vxlan, namespace }: Link) {
  if (!vxlan) return {};
  const key = (name: string, text: string | null) =>
    text === null ? {} : { [text.includes(':') ? `${name}6` : name]: text };
  const device = vxlan.device;
  return {
    id: vxlan.vni,
    ...key('remote', vxlan.remote),
    ...key('local', vxlan.local),
    ...(device ? { link: device.namespace === namespace ? device.name : `if${device.index}` } : {}),
    port: vxlan.port,
    learning: true,
    ageing: 300,
  };
}
