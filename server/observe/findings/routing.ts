import type { Finding } from '../../model/finding';
import type { Probe } from '../parse/probe';

/** Settings of the host's own routing that people ask about when a tunnel is silent. */
export function routingFindings(
  { netconf }: Pick<Probe, 'netconf'>,
  underlayDevice: string | null,
): Finding[] {
  const ipv4 = netconf.filter(({ family }) => family === 'inet');
  const of = (device: string | null) => ipv4.find((item) => item.interface === device);
  const findings: Finding[] = [];
  if (of('all')?.forwarding) {
    findings.push({
      code: 'ip-forward',
      severity: 'note',
      sentence:
        'The host forwards IPv4 between its devices (Docker and Kubernetes set this up). A new namespace inherits that; Overlane turns it off in those of tenants.',
      remedy: null,
    });
  }
  // The kernel takes the greater of `all` and the device: off 0, strict 1, loose 2 (ip-sysctl).
  const modes = [of('all')?.rp_filter, of(underlayDevice)?.rp_filter];
  if (underlayDevice !== null && modes.includes('strict') && !modes.includes('loose')) {
    findings.push({
      code: 'rp-filter-strict',
      severity: 'note',
      sentence: `${underlayDevice} drops what comes from addresses that the host would answer by another device (rp_filter 1). Where hosts reach each other by more than one way, that takes tunnels down.`,
      remedy: `sysctl -w net.ipv4.conf.all.rp_filter=2 net.ipv4.conf.${underlayDevice}.rp_filter=2`,
    });
  }
  return findings;
}
