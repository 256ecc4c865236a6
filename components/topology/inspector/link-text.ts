import type { LinkStats, ObservedLink } from '@/server/observe/observed';

/** What was read of a link, in the order and words of `ip -d -s link show`. What was not read is not in it. */
export function linkText(link: ObservedLink, stats: LinkStats = link.stats): string {
  const lines = [
    `${link.index}: ${link.name}: <${link.flags.join(',')}> mtu ${link.mtu}${link.master ? ` master ${link.master}` : ''} state ${link.operstate} group ${link.group === 0 ? 'default' : link.group}`,
    `    link/ether ${link.mac ?? 'none'}${link.addrgenmode ? ` addrgenmode ${link.addrgenmode}` : ''}`,
  ];
  if (link.vxlan) {
    const { vni, local, remote, device, port, ageing, learning } = link.vxlan;
    lines.push(
      `    vxlan id ${vni}${remote ? ` remote ${remote}` : ''}${local ? ` local ${local}` : ''}${device ? ` dev ${device}` : ''} dstport ${port}${ageing === null ? '' : ` ageing ${ageing}`} ${learning ? 'learning' : 'nolearning'}`,
    );
  } else if (link.kindName) lines.push(`    ${link.kindName}`);
  if (link.portState) lines.push(`    bridge_slave state ${link.portState}`);
  if (link.alias) lines.push(`    alias ${link.alias}`);
  for (const address of link.addresses) {
    lines.push(`    ${address.family === 4 ? 'inet' : 'inet6'} ${address.text} scope ${address.scope}`);
  }
  lines.push(
    `    RX: bytes ${stats.rxBytes} packets ${stats.rxPackets} errors ${stats.rxErrors} dropped ${stats.rxDropped}`,
    `    TX: bytes ${stats.txBytes} packets ${stats.txPackets} errors ${stats.txErrors} dropped ${stats.txDropped}`,
  );
  return lines.join('\n');
}

/** The command that shows a link with its details and counters. */
export function linkCommand(namespace: string | null, device: string): string {
  return namespace === null ? `ip -d -s link show ${device}` : `ip -n ${namespace} -d -s link show ${device}`;
}
