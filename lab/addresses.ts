/** Where everything in a lab is: pure arithmetic from a host's number, which starts at 1. */

import { LabError } from './error';

/** The one prefix that a lab takes in the caller's network namespace (RFC 2544 benchmarking space). */
export const MANAGEMENT_PREFIX = '198.18.0.0/24';
/** The machine's end of the one link between it and the lab. */
export const MANAGEMENT_LINK = 'ovl-lab';
export const MACHINE_ADDRESS = '198.18.0.254/24';
/** The other end of that link, in the fabric's namespace. */
export const UPLINK = 'uplink';
export const UPLINK_MAC = '02:6f:76:00:00:fe';
export const UNDERLAY_DEVICE = 'eth1';
/** 198.18.0.254 is the machine's end. */
export const MOST_HOSTS = 253;

export interface HostPlan {
  name: string;
  /** Without a prefix length; it is /24. */
  management: string;
  /** Without a prefix length; it is /16. */
  underlay: string;
  /** Ends of the host's two cables in the fabric's namespace. */
  managementPort: string;
  underlayPort: string;
  /** A rebooted host keeps its MACs, as hardware does, so that its peers' neighbour entries stay true. */
  managementMac: string;
  underlayMac: string;
}

/** @throws LabError `bad-host-count` unless 1 ≤ count ≤ 253 */
export function planHosts(count: number): HostPlan[] {
  if (!Number.isInteger(count) || count < 1 || count > MOST_HOSTS) {
    throw new LabError('bad-host-count', `A lab has 1 to ${MOST_HOSTS} hosts, not ${count}.`);
  }
  return Array.from({ length: count }, (_, index) => planHost(index + 1));
}

function planHost(number: number): HostPlan {
  const name = `node${String(number).padStart(2, '0')}`;
  const inThirdOctet = 25;
  const third = 10 + Math.floor((number - 1) / inThirdOctet);
  const fourth = (((number - 1) % inThirdOctet) + 1) * 10;
  const hex = number.toString(16).padStart(2, '0');
  return {
    name,
    management: `198.18.0.${number}`,
    underlay: `10.10.${third}.${fourth}`,
    managementPort: `m-${name}`,
    underlayPort: `u-${name}`,
    managementMac: `02:6f:76:00:00:${hex}`,
    underlayMac: `02:6f:76:00:01:${hex}`,
  };
}
