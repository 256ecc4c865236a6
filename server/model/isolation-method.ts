/** What is compared all the time, for people who must prove it. */
export const COMPUTED_METHOD: readonly string[] = [
  'Read from the kernels of all hosts, not from what was asked for; intent only says whose a device is, by its owner mark.',
  'Joined into domains: bridge ports, both ends of veth pairs, macvlan, ipvlan and VLAN devices with the device below them, and every interface in a namespace.',
  'VXLAN interfaces of all hosts are joined where VNI and UDP port are the same and the flood list or FDB of one holds an address of the other’s host.',
  'The host counts too: its addresses, routes and ARP on devices of tenants, its hardware in their bridges, forwarding between them, devices that lead from a namespace into the host.',
  'Two tenants in one domain, or a tenant and its host, are an alarm within a second of the kernel’s event. Equal addresses in two tenants are none.',
];

/** What a proof by packets does. */
export const PROVEN_METHOD: readonly string[] = [
  'Endpoints of every tenant send echo requests from inside their namespaces: broadcast frames on every interface, packets to the addresses of other tenants (by ARP or neighbour discovery on their own link, and by their own routes) and to addresses of the host.',
  'Each packet carries a mark of 128 bits that nobody can guess. Captures look for the marks on every device of every host that takes part, and inside of namespaces of endpoints.',
  'Control, in the same run and by the same captures: what an endpoint sends must be seen on its own wire, and what another endpoint of its network sends must come to it. Where that fails, silence means nothing and the result is unproven.',
  'A mark of one tenant that is seen at a device or in a namespace of another tenant, or that the host itself takes, is a contact.',
  'Nobody is disturbed: few and small packets, which endpoints answer to nobody or to their own network alone.',
];

export const NOT_PROMISED: readonly string[] = [
  'VXLAN is not encrypted: whoever is on the underlay can read and inject frames of any tenant.',
  'This is what the hosts held and carried at the times given; what was changed afterwards is not in it.',
  'Who is root on a host can reach every tenant on it, and can deceive whoever asks the host.',
];

/** What the computed half does not know of. */
export const NOT_MODELLED: readonly string[] = [
  'filters and NAT (nftables, tc), which only take away from what is joined: a segment counts as joined where only a filter parts it',
  'copies and redirects of frames (tc mirred, nftables dup and fwd), which join what nothing else joins: packets find them',
  'VLANs within one bridge: where a bridge of nobody tells VLANs apart, what is behind a port of it is unproven',
  'routes from one VRF into another, and policy routing within one namespace',
  'programs behind tun and tap devices, and namespaces without a name such as those of containers: what leads there is unproven',
];
