/** Highest VNI: 24 bits (RFC 7348). 0 is left out: the kernel takes it, and other VTEPs read it as "no VNI". */
export const VNI_MAX = 16_777_215;

export const VXLAN_PORT_IANA = 4789;
/** What plain `ip link add … type vxlan` uses: the kernel's default from before the number was assigned. */
export const VXLAN_PORT_LINUX = 8472;

/** The all-zero MAC whose FDB entries form the flood list of a VXLAN interface. */
export const FLOOD_MAC = '00:00:00:00:00:00';

export function portName(port: number): string {
  if (port === VXLAN_PORT_IANA) return `${port} (IANA)`;
  if (port === VXLAN_PORT_LINUX) return `${port} (kernel's old default)`;
  return String(port);
}
