import type { Finding } from '../model/finding';
import type { Runner, Section } from '../ssh/runner';
import type { Capabilities } from './capabilities';
import { bridgeFilterFindings } from './findings/bridge-filter';
import { firewallFindings } from './findings/firewall';
import { managerFindings } from './findings/manager';
import { routingFindings } from './findings/routing';
import { shellFindings } from './findings/shell';
import { toolFindings } from './findings/tool';
import { underlayFindings } from './findings/underlay';
import { PROBE, parseProbe } from './parse/probe';
import type { ReadOutput } from './parse/section-output';

/** What is known of a host apart from what it answers. */
export type ProbeContext = {
  /** Milliseconds that an empty command took. */
  shellMs: number;
  /** How we log in: as root, or with sudo for all. */
  rights: 'root' | 'sudo';
  underlayDevice: string | null;
  /** UDP port of the fabric. */
  vxlanPort: number;
  user: string;
};

export type Probed = { capabilities: Capabilities; findings: Finding[] };

/**
 * Asking makes a table in the kernel where there is none, so the programs are run only where there is one. Constant
 * text.
 */
const LEGACY_TABLES =
  'if grep -qsx filter /proc/net/ip_tables_names; then iptables-legacy -S 2>/dev/null || iptables -S; fi';
const NFT_TABLES =
  'if nft list table ip filter >/dev/null 2>&1; then iptables-nft -S 2>/dev/null || iptables -S; fi';

/** Asks a host what it can do and what may be in the way. Changes nothing there. */
export function capabilitySections(): Section[] {
  return [
    section(PROBE.kernel, ['uname', '-r']),
    section(PROBE.system, ['cat', '/etc/os-release']),
    section(PROBE.userId, ['id', '-u']),
    section(PROBE.iproute2, ['ip', '-V']),
    section(PROBE.links, ['ip', '-j', '-d', 'link', 'show']),
    section(PROBE.netconf, ['ip', '-j', 'netconf', 'show']),
    section(PROBE.bridgeTool, ['bridge', '-V']),
    section(PROBE.tcpdump, ['tcpdump', '--version']),
    section(PROBE.ping, ['ping', '-V']),
    // In a network namespace that ends with the process: the kernel makes one, and the host sees nothing of it.
    section(PROBE.vxlan, [
      ...['unshare', '--net', 'ip', 'link', 'add', 'name', 'ovlprobe'],
      ...['type', 'vxlan', 'id', '1', 'dstport', '4789'],
    ]),
    section(PROBE.bridgeFilter, ['cat', '/proc/sys/net/bridge/bridge-nf-call-iptables']),
    section(PROBE.nftables, ['nft', '-j', 'list', 'ruleset']),
    section(PROBE.iptablesLegacy, ['sh', '-c', LEGACY_TABLES]),
    section(PROBE.iptablesNft, ['sh', '-c', NFT_TABLES]),
    section(PROBE.networkManager, ['nmcli', '-t', '-f', 'DEVICE,STATE', 'device']),
    section(PROBE.networkd, ['networkctl', '--no-pager', '--no-legend', 'list']),
  ];
}

/** @throws ReadError where the host's answer is no answer (a section is missing or cut off) */
export function parseCapabilities(outputs: readonly ReadOutput[], context: ProbeContext): Probed {
  const probe = parseProbe(outputs);
  const capabilities: Capabilities = {
    kernel: probe.kernel,
    system: probe.system.name,
    iproute2: probe.iproute2,
    json: probe.links !== null,
    rights: probe.root ? context.rights : 'none',
    tcpdump: probe.tcpdump,
    ping: probe.ping,
    bridgeTool: probe.bridgeTool,
    vxlan: probe.vxlan,
    shellMs: context.shellMs,
  };
  const findings = [
    ...toolFindings(capabilities, probe.system, context.user),
    ...underlayFindings(probe, context.underlayDevice),
    ...firewallFindings(probe, context),
    ...bridgeFilterFindings(probe),
    ...managerFindings(probe),
    ...routingFindings(probe, context.underlayDevice),
    ...shellFindings(context),
  ];
  return { capabilities, findings };
}

/** Milliseconds; a login shell that needs longer is of no use as it is. */
const PROBE_LIMIT = 20_000;

/**
 * Measures an empty command, then asks.
 * @throws RunnerError, ReadError
 */
export async function probeHost(runner: Runner, context: Omit<ProbeContext, 'shellMs'>): Promise<Probed> {
  const begun = performance.now();
  await runner.run({ sections: [], timeoutMs: PROBE_LIMIT });
  const shellMs = Math.round(performance.now() - begun);
  const { sections } = await runner.run({ sections: capabilitySections(), timeoutMs: PROBE_LIMIT });
  return parseCapabilities(sections, { ...context, shellMs });
}

function section(name: string, argv: string[]): Section {
  return { name, argv, onFailure: 'continue' };
}
