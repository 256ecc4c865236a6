/** What frames are filtered by, for a select. */
export const PROTOCOLS = [
  { value: 'any', label: 'Any' },
  { value: 'arp', label: 'ARP' },
  { value: 'icmp', label: 'ICMP' },
  { value: 'icmp6', label: 'ICMPv6' },
  { value: 'tcp', label: 'TCP' },
  { value: 'udp', label: 'UDP' },
];
