import type { Finding } from '../../model/finding';
import { droppingChain, type Packet } from '../parse/packet-filter';
import type { Probe } from '../parse/probe';

const SWITCH_OFF = 'sysctl -w net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0';

/** A tenant's frame between two ports of a bridge that no rule of others can know by name. */
const TENANTS_FRAME: Packet = {
  protocol: null,
  port: null,
  inDevice: 'overlane-bridge',
  outDevice: 'overlane-bridge',
  bridged: true,
};

/** br_netfilter, which Docker and Kubernetes load, hands every bridged frame to the filters of routed packets. */
export function bridgeFilterFindings({
  bridgeFilter,
  filters,
}: Pick<Probe, 'bridgeFilter' | 'filters'>): Finding[] {
  const filtersThere = filters.forward.filter(({ filter }) => filter.bases.length > 0);
  if (!bridgeFilter || filtersThere.length === 0) return [];
  const chain = filtersThere.map(({ filter }) => droppingChain(filter, TENANTS_FRAME)).find(Boolean);
  if (chain) {
    return [
      {
        code: 'bridge-filter-drops',
        severity: 'error',
        sentence: `br_netfilter hands the tenants' bridged frames to the packet filter, and ${chain} drops them (Docker sets this up): tenants reach nobody.`,
        remedy: SWITCH_OFF,
      },
    ];
  }
  return [
    {
      code: 'bridge-filter-on',
      severity: 'note',
      sentence:
        "br_netfilter hands the tenants' bridged frames to the packet filter of the host (Docker and Kubernetes set this up). It lets them pass now.",
      remedy: SWITCH_OFF,
    },
  ];
}
