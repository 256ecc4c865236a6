import type { Finding } from '../model/finding';
import type { Host } from '../model/intent';
import { capabilitySections, parseCapabilities } from '../observe/capability';
import { connect } from '../ssh/connect';
import { sshRunner } from '../ssh/runner-ssh';
import type { Session } from '../ssh/session';
import { type HostLink, NoLink, type OpenLink } from './host-link';

/** Milliseconds; a host whose login shell needs longer than this is of no use as it is. */
const PROBE_LIMIT = 20_000;

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
    const begun = performance.now();
    const { sections } = await runner.run({ sections: capabilitySections(), timeoutMs: PROBE_LIMIT });
    const { capabilities, findings } = parseCapabilities(sections, {
      shellMs: Math.round(performance.now() - begun),
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
      closed: session.closed.then(() => {}),
      close: () => session.end(),
    };
  } catch (error) {
    session.end();
    throw error;
  }
}

/** Without these nothing can be read or built; all else that is missing is named, and the rest works. */
const FATAL = new Set(['no-iproute2', 'iproute2-no-json', 'no-rights']);

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
