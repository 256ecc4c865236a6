import type { Finding } from '../../model/finding';
import { sudoersCommand } from '../../model/sudoers';
import type { Capabilities } from '../capabilities';
import { installLine, type System } from '../parse/system';

/** What a host lacks of what Overlane uses. */
export function toolFindings(capabilities: Capabilities, system: System, user: string): Finding[] {
  const findings: Finding[] = [];
  const add = (code: string, severity: Finding['severity'], sentence: string, remedy: string | null) =>
    findings.push({ code, severity, sentence, remedy });
  if (capabilities.rights === 'none') findings.push(noRights(user));
  if (capabilities.iproute2 === null) {
    add(
      'no-iproute2',
      'error',
      'There is no `ip` on the host: nothing can be read or built without iproute2.',
      installLine(system, 'iproute2'),
    );
  } else if (!capabilities.json) {
    add(
      'iproute2-no-json',
      'error',
      `iproute2 ${capabilities.iproute2} on the host prints no JSON: 4.13 or newer is needed.`,
      installLine(system, 'iproute2'),
    );
  } else if (!capabilities.bridgeTool) {
    add(
      'no-bridge-tool',
      'error',
      'There is no `bridge` on the host: flood lists can be neither read nor written. It is a part of iproute2.',
      installLine(system, 'iproute2'),
    );
  }
  if (!capabilities.vxlan) {
    add(
      'no-vxlan',
      'error',
      `The kernel ${capabilities.kernel} makes no VXLAN interfaces.`,
      'modprobe vxlan',
    );
  }
  if (!capabilities.ping) {
    add(
      'no-ping',
      'warning',
      'There is no `ping` on the host: tenants cannot be tried from there.',
      installLine(system, 'ping'),
    );
  }
  if (!capabilities.tcpdump) {
    add(
      'no-tcpdump',
      'warning',
      'There is no `tcpdump` on the host: frames cannot be captured there. All else works.',
      installLine(system, 'tcpdump'),
    );
  }
  return findings;
}

/** The user is not root there, and is let do nothing as root. */
export function noRights(user: string): Finding {
  return {
    code: 'no-rights',
    severity: 'error',
    sentence: `"${user}" has no rights to change the network of the host: log in as root, or let sudo ask no password.`,
    remedy: sudoersCommand(user),
  };
}
