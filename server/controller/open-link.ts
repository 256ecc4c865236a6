import type { Finding } from '../model/finding';
import type { Host } from '../model/intent';
import { probeHost } from '../observe/capability';
import { noRights } from '../observe/findings/tool';
import { connect } from '../ssh/connect';
import { RunnerError } from '../ssh/runner';
import { sshRunner } from '../ssh/runner-ssh';
import type { Session } from '../ssh/session';
import { type HostLink, NoLink, type OpenLink } from './host-link';

/** Opens SSH connections with the pinned key, and asks the host once what it can do. */
export function sshLinks(dataFolder: string, vxlanPort: () => number): OpenLink {
  return async (host) => {
    const connected = await connect(host, dataFolder);
    switch (connected.kind) {
      case 'key-unpinned':
        throw new NoLink(
          'unpinned',
          unpinned(host, connected.shown.fingerprint),
          connected.shown.fingerprint,
        );
      case 'key-changed':
        throw new NoLink('refused', changed(host, connected.shown.fingerprint), connected.shown.fingerprint);
      case 'refused':
      case 'unreachable':
        throw new NoLink(connected.kind, connected.reason);
      case 'ready':
        return probed(connected.session, host, vxlanPort());
    }
  };
}

async function probed(session: Session, host: Host, vxlanPort: number): Promise<HostLink> {
  const root = host.user === 'root';
  const runner = sshRunner(session, root ? 'root' : 'sudo');
  try {
    const { capabilities, findings } = await probeHost(runner, {
      rights: root ? 'root' : 'sudo',
      underlayDevice: host.underlay?.device ?? null,
      vxlanPort,
      user: host.user,
    });
    const lacking = findings.find((finding) => finding.severity === 'error' && FATAL.has(finding.code));
    if (lacking) throw new NoLink('refused', lacking);
    return {
      runner,
      capabilities,
      findings,
      heardAt: () => session.heardAt,
      channels: () => session.channelLimit,
      closed: session.closed.then(() => {}),
      close: () => session.end(),
    };
  } catch (error) {
    session.end();
    if (!(error instanceof RunnerError) || error.fault !== 'sudo-refused') throw error;
    throw new NoLink('refused', { ...noRights(host.user), sentence: error.message });
  }
}

/** Without these nothing can be read or built; all else that is missing is named, and the rest works. */
const FATAL = new Set(['no-iproute2', 'iproute2-no-json', 'no-bridge-tool', 'no-rights']);

function unpinned(host: Host, fingerprint: string): Finding {
  return {
    code: 'key-unpinned',
    severity: 'error',
    sentence: `the key of ${host.name} is not pinned: nothing is sent to it`,
    remedy: `npx overlane host trust ${host.name} ${fingerprint}`,
  };
}

function changed(host: Host, fingerprint: string): Finding {
  return {
    code: 'key-changed',
    severity: 'error',
    sentence: `${host.name} shows the key ${fingerprint}, but ${host.hostKey} is pinned: nothing was sent to it`,
    remedy: `if the host was installed anew: npx overlane host trust ${host.name} ${fingerprint}`,
  };
}
