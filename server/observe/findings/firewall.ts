import type { Finding } from '../../model/finding';
import { droppingChain, type Packet } from '../parse/packet-filter';
import type { NamedFilter, Probe } from '../parse/probe';

/** A packet filter that certainly drops what comes to the fabric's UDP port. */
export function firewallFindings(
  { filters }: Pick<Probe, 'filters'>,
  { vxlanPort, underlayDevice }: { vxlanPort: number; underlayDevice: string | null },
): Finding[] {
  const packet: Packet = {
    protocol: 'udp',
    port: vxlanPort,
    inDevice: underlayDevice,
    outDevice: null,
    bridged: false,
  };
  for (const named of filters.input) {
    const chain = droppingChain(named.filter, packet);
    if (chain === null) continue;
    return [
      {
        code: 'firewall-drops-vxlan',
        severity: 'error',
        sentence: `The host's packet filter (${chain}) drops UDP port ${vxlanPort}: nothing comes in through its tunnels.`,
        remedy: openingLine(named, chain, vxlanPort),
      },
    ];
  }
  return [];
}

/** In the words of whatever manages the filter: what is put beside it by hand is gone at its next reload. */
function openingLine({ tool, filter }: NamedFilter, chain: string, port: number): string {
  const names = [...filter.chains.keys()];
  if (names.some((name) => name.startsWith('inet firewalld '))) {
    return `firewall-cmd --permanent --add-port=${port}/udp && firewall-cmd --reload`;
  }
  if (names.some((name) => /(^| )ufw-/.test(name))) return `ufw allow ${port}/udp`;
  // `ip filter INPUT` is how nft sees what iptables made.
  if (tool === 'iptables' || chain === 'ip filter INPUT')
    return `iptables -I INPUT -p udp --dport ${port} -j ACCEPT`;
  return `nft insert rule ${chain} udp dport ${port} accept`;
}
