/** What a host can do, probed once per connection. */
export type Capabilities = {
  kernel: string;
  /** PRETTY_NAME of /etc/os-release. */
  system: string;
  /** iproute2's version, or null when there is no `ip`. */
  iproute2: string | null;
  /** `ip -j` prints JSON (iproute2 4.13 or newer). */
  json: boolean;
  /** How we are root there. */
  rights: 'root' | 'sudo' | 'none';
  tcpdump: boolean;
  ping: boolean;
  bridgeTool: boolean;
  /** The kernel makes VXLAN interfaces. */
  vxlan: boolean;
  /** Milliseconds that an empty command took: a slow login shell shows here. */
  shellMs: number;
};
