import type { DesiredBridge, DesiredVeth, DesiredVxlan } from '../compile/desired';
import { LINK_GROUP } from '../model/owner';
import { FLOOD_MAC } from '../model/vxlan';

/**
 * Every line that Overlane writes to a host, as argv tokens without the tool. Always `name X` and `dev X`: a bare
 * `a` is read as `address`, a bare `br` as `brd` (iproute2 takes unique beginnings of its keywords).
 */
export const line = {
  addNamespace: (name: string) => ['netns', 'add', name],
  deleteNamespace: (name: string) => ['netns', 'del', name],

  // `group` goes along with the creation; `alias` would be silently ignored there (iproute2).
  // With a forward delay the kernel announces each port once more when that time is over, 15 s after it came up,
  // though without STP there is nothing to wait for (br_make_forwarding).
  addBridge: (bridge: DesiredBridge) => [...add(bridge), 'type', 'bridge', 'forward_delay', '0'],
  addVxlan: (vxlan: DesiredVxlan) => [
    ...add(vxlan),
    ...['type', 'vxlan', 'id', String(vxlan.vni)],
    ...(vxlan.local === null ? [] : ['local', vxlan.local]),
    ...['dev', vxlan.device, 'dstport', String(vxlan.port)],
  ],
  // The peer is made inside its namespace: moving it there later costs 16 ms.
  addVeth: ({ hostEnd, namespace, namespaceEnd }: DesiredVeth) => [
    ...add(hostEnd),
    ...['type', 'veth', 'peer', 'name', namespaceEnd.name, 'netns', namespace],
    ...attributes(namespaceEnd),
  ],
  deleteLink: (name: string) => ['link', 'del', 'dev', name],
  deleteGroup: (group: number) => ['link', 'del', 'group', String(group)],

  set: (name: string, ...settings: string[]) => ['link', 'set', 'dev', name, ...settings],
  setLocal: (name: string, local: string) => ['link', 'set', 'dev', name, 'type', 'vxlan', 'local', local],

  /** `nodad`: an IPv6 address works at once; an address is ours to give, and check refuses duplicates. */
  addAddress: (name: string, address: string) => ['addr', 'add', address, 'dev', name, ...nodad(address)],
  replaceAddress: (name: string, address: string) => [
    ...['addr', 'replace', address, 'dev', name],
    ...nodad(address),
  ],
  deleteAddress: (name: string, address: string) => ['addr', 'del', address, 'dev', name],

  addFlood: (name: string, vtep: string) => ['fdb', 'append', FLOOD_MAC, 'dev', name, 'dst', vtep],
  deleteFdb: (name: string, mac: string, dst: string, overrides: string[]) => [
    ...['fdb', 'del', mac, 'dev', name, 'dst', dst],
    ...overrides,
  ],

  /** `key=value`, as sysctl takes it. */
  sysctl: (key: string, value: string) => [`${key}=${value}`],
};

type Named = { name: string; mac: string | null; mtu: number | null };

function add(device: Named): string[] {
  return ['link', 'add', 'name', device.name, ...attributes(device)];
}

function attributes({ mac, mtu }: Named): string[] {
  return [
    ...(mac === null ? [] : ['address', mac]),
    ...(mtu === null ? [] : ['mtu', String(mtu)]),
    ...['group', String(LINK_GROUP)],
  ];
}

function nodad(address: string): string[] {
  return address.includes(':') ? ['nodad'] : [];
}
