/** Lines for `ip -batch` that wire a lab: bridges, the uplink, and two cables for each host. */

import { type HostPlan, UPLINK, UPLINK_MAC } from './addresses';

const MTU = 1500;

/** Two switches that share nothing. Neither snoops, so that multicast reaches all ports as on a dumb switch. */
export const FABRIC_BRIDGES = ['management', 'underlay'].map(
  (name) => `link add name ${name} up type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
);

/** Moves the fabric's end of the machine's link, already in the fabric's namespace, to its switch. */
export const PLUG_UPLINK = `link set dev ${UPLINK} address ${UPLINK_MAC} master management up`;

/**
 * @param pid the host's first process, as the machine numbers it
 * @param isCut leaves the management port down
 */
export function plugHost(plan: HostPlan, pid: number, isCut: boolean): string[] {
  // A path rather than a number: ip would first take a number for a name in /run/netns.
  const inHost = `netns /proc/${pid}/ns/net`;
  const cable = (port: string, bridge: string, up: string, device: string, mac: string) =>
    `link add name ${port} mtu ${MTU} master ${bridge} ${up} ` +
    `type veth peer name ${device} address ${mac} mtu ${MTU} ${inHost}`;
  return [
    cable(plan.managementPort, 'management', isCut ? '' : 'up', 'eth0', plan.managementMac),
    cable(plan.underlayPort, 'underlay', 'up', 'eth1', plan.underlayMac),
  ];
}

/** For a host that ended: the kernel would remove its cables too, but only a while after its last process. */
export function unplugHost(plan: HostPlan): string[] {
  return [`link del dev ${plan.managementPort}`, `link del dev ${plan.underlayPort}`];
}

/** The argv that runs ip in the fabric's namespace. */
export function inFabric(fabricPid: number, argv: readonly string[]): string[] {
  return ['nsenter', `--net=/proc/${fabricPid}/ns/net`, 'ip', ...argv];
}

/** What `ip -batch -` reads. */
export const batch = (lines: readonly string[]) => `${lines.join('\n')}\n`;
