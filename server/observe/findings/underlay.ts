import type { Finding } from '../../model/finding';
import { ETHERNET_MTU, innerMtu } from '../../model/mtu';
import type { Probe } from '../parse/probe';

/** The device under the tunnels is down, or carries less than Ethernet does. A missing one is refused by the plan. */
export function underlayFindings({ links }: Pick<Probe, 'links'>, device: string | null): Finding[] {
  const link = links?.find(({ ifname }) => ifname === device);
  if (!link) return [];
  const findings: Finding[] = [];
  if (!link.flags.includes('UP')) {
    findings.push({
      code: 'underlay-down',
      severity: 'error',
      sentence: `The underlay device ${link.ifname} is down: no tunnel of this host works.`,
      remedy: `ip link set dev ${link.ifname} up`,
    });
  } else if (!link.flags.includes('LOWER_UP')) {
    findings.push({
      code: 'underlay-no-carrier',
      severity: 'error',
      sentence: `The underlay device ${link.ifname} has no carrier: its cable or the port at its other end is down.`,
      remedy: null,
    });
  }
  if (link.mtu < ETHERNET_MTU) {
    findings.push({
      code: 'underlay-mtu',
      severity: 'note',
      sentence: `${link.ifname} carries ${link.mtu} bytes, so a tenant's devices get ${innerMtu(link.mtu, 4)} over IPv4 and ${innerMtu(link.mtu, 6)} over IPv6. If the network below carries more, raise it.`,
      remedy: `ip link set dev ${link.ifname} mtu ${ETHERNET_MTU}`,
    });
  }
  return findings;
}
