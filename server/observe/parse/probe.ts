import { z } from 'zod';
import { parseDocument, parseItems } from './document';
import { parseIptables } from './iptables';
import { parseNftables } from './nftables';
import type { Filter } from './packet-filter';
import { findOutput, goodOutput, type ReadOutput } from './section-output';
import { parseOsRelease, type System } from './system';

export const PROBE = {
  kernel: 'probe:kernel',
  system: 'probe:system',
  userId: 'probe:user-id',
  iproute2: 'probe:iproute2',
  links: 'probe:links',
  netconf: 'probe:netconf',
  bridgeTool: 'probe:bridge-tool',
  tcpdump: 'probe:tcpdump',
  ping: 'probe:ping',
  vxlan: 'probe:vxlan',
  bridgeFilter: 'probe:bridge-filter',
  nftables: 'probe:nftables',
  iptablesLegacy: 'probe:iptables-legacy',
  iptablesNft: 'probe:iptables-nft',
  networkManager: 'probe:network-manager',
  networkd: 'probe:networkd',
} as const;

/** What a host answered to `capabilitySections()`. */
export type Probe = {
  kernel: string;
  system: System;
  root: boolean;
  /** Version, or null: there is no `ip`. */
  iproute2: string | null;
  /** null: `ip` prints no JSON. */
  links: ProbedLink[] | null;
  netconf: ProbedNetconf[];
  bridgeTool: boolean;
  tcpdump: boolean;
  ping: boolean;
  /** false only where the kernel said so. */
  vxlan: boolean;
  /** Bridged frames are handed to iptables and nftables. */
  bridgeFilter: boolean;
  filters: Record<'input' | 'forward', NamedFilter[]>;
  /** Devices with the state that a manager of networks has for them. */
  managed: { manager: 'NetworkManager' | 'systemd-networkd'; device: string; state: string }[];
};

/** `nft` names its chains `FAMILY TABLE CHAIN`. */
export type NamedFilter = { tool: 'nft' | 'iptables'; filter: Filter };

const linkSchema = z.object({
  ifname: z.string(),
  flags: z.array(z.string()),
  mtu: z.number(),
  group: z.string().optional(),
});
export type ProbedLink = z.infer<typeof linkSchema>;

const netconfSchema = z.object({
  family: z.string(),
  interface: z.string().optional(),
  forwarding: z.boolean().optional(),
  rp_filter: z.string().optional(),
});
export type ProbedNetconf = z.infer<typeof netconfSchema>;

/** @throws ReadError */
export function parseProbe(outputs: readonly ReadOutput[]): Probe {
  const works = (section: string) => findOutput(outputs, section).code === 0;
  return {
    kernel: goodOutput(outputs, PROBE.kernel).trim(),
    system: parseOsRelease(findOutput(outputs, PROBE.system).stdout),
    root: goodOutput(outputs, PROBE.userId).trim() === '0',
    iproute2: iproute2Version(findOutput(outputs, PROBE.iproute2)),
    links: listOf(outputs, PROBE.links, linkSchema),
    netconf: listOf(outputs, PROBE.netconf, netconfSchema) ?? [],
    bridgeTool: works(PROBE.bridgeTool),
    tcpdump: works(PROBE.tcpdump),
    ping: works(PROBE.ping),
    vxlan: !lacksVxlan(findOutput(outputs, PROBE.vxlan)),
    bridgeFilter: findOutput(outputs, PROBE.bridgeFilter).stdout.trim() === '1',
    filters: { input: filtersAt(outputs, 'input'), forward: filtersAt(outputs, 'forward') },
    managed: managedDevices(outputs),
  };
}

/** null where the command failed: an `ip` that knows no `-j` says so with its exit status. */
function listOf<T>(outputs: readonly ReadOutput[], section: string, schema: z.ZodType<T>): T[] | null {
  const { code, stdout } = findOutput(outputs, section);
  return code === 0 ? parseItems(section, schema, parseDocument(section, stdout)) : null;
}

/** `ip utility, iproute2-6.1.0, libbpf 1.1.2`, and `iproute2-ss161212` before 4.20. */
function iproute2Version({ code, stdout, stderr }: ReadOutput): string | null {
  if (code !== 0) return null;
  return /iproute2-(?:ss)?([\w.]+)/.exec(`${stdout}${stderr}`)?.[1] ?? 'unknown';
}

/** Where the probe could not be made (no unshare, no right to it), the kernel is taken to be able. */
function lacksVxlan({ code, stderr }: ReadOutput): boolean {
  return code !== 0 && /Unknown device type|Operation not supported/.test(stderr);
}

function filtersAt(outputs: readonly ReadOutput[], hook: 'input' | 'forward'): NamedFilter[] {
  const nft = parseNftables(findOutput(outputs, PROBE.nftables).stdout, hook);
  const iptables = [PROBE.iptablesLegacy, PROBE.iptablesNft].map((section) =>
    parseIptables(findOutput(outputs, section).stdout, hook),
  );
  return [
    ...(nft ? [{ tool: 'nft' as const, filter: nft }] : []),
    ...iptables.flatMap((filter) => (filter ? [{ tool: 'iptables' as const, filter }] : [])),
  ];
}

function managedDevices(outputs: readonly ReadOutput[]): Probe['managed'] {
  const lines = (section: string) => {
    const { code, stdout } = findOutput(outputs, section);
    return code === 0 ? stdout.split('\n').filter(Boolean) : [];
  };
  return [
    ...lines(PROBE.networkManager).map((line) => {
      // nmcli -t escapes the colons of a value.
      const [device = '', state = ''] = line.split(/(?<!\\):/);
      return { manager: 'NetworkManager' as const, device, state };
    }),
    // IDX LINK TYPE OPERATIONAL SETUP
    ...lines(PROBE.networkd).map((line) => {
      const [, device = '', , , state = ''] = line.trim().split(/\s+/);
      return { manager: 'systemd-networkd' as const, device, state };
    }),
  ];
}
