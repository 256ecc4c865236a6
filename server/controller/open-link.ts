import type { Finding } from '../model/finding';
import type { Host } from '../model/intent';
import { probeHost } from '../observe/capability';
import { noRights } from '../observe/findings/tool';
import { connect, ScanError, scanHostKey } from '../ssh/connect';
import type { KeptKeys } from '../ssh/identity';
import { RunnerError } from '../ssh/runner';
import { sshRunner } from '../ssh/runner-ssh';
import type { Session } from '../ssh/session';
import type { Controller } from './face';
import { type HostLink, NoLink, type OpenLink } from './host-link';
import { cutOffFinding, type Jumps } from './jumps';

export type LinkDeps = {
  keys: KeptKeys;
  vxlanPort(): number;
  /** Of the present intent. */
  hosts(): readonly Host[];
  jumps: Jumps;
};

/** Opens SSH connections with the pinned key, and asks the host once what it can do. */
export function sshLinks(deps: LinkDeps): OpenLink {
  return async (host) => {
    try {
      return await opened(host, deps);
    } catch (error) {
      if (error instanceof NoLink) deps.jumps.failed(host.id, error.finding);
      throw error;
    }
  };
}

/** Which key a host shows that may be reached through another one. @throws ScanError */
export function scanThrough(deps: LinkDeps): Controller['scanHostKey'] {
  return async ({ jump, ...target }) => {
    const via = await viaOf({ name: target.address, jump }, deps).catch((error: unknown) => {
      throw error instanceof NoLink ? new ScanError(error.finding) : error;
    });
    return scanHostKey({ ...target, via });
  };
}

/** @throws NoLink */
export async function viaOf(host: Pick<Host, 'name' | 'jump'>, deps: LinkDeps): Promise<Session | undefined> {
  if (host.jump === undefined) return undefined;
  return deps.jumps.through(
    deps.hosts().find(({ id }) => id === host.jump),
    host,
  );
}

async function opened(host: Host, deps: LinkDeps): Promise<HostLink> {
  const connected = await connect({ ...host, via: await viaOf(host, deps) }, deps.keys);
  const jump = deps.hosts().find(({ id }) => id === host.jump);
  switch (connected.kind) {
    case 'key-unpinned':
      throw new NoLink('unpinned', unpinned(host, connected.shown.fingerprint), connected.shown.fingerprint);
    case 'key-changed':
      throw new NoLink('refused', changed(host, connected.shown.fingerprint), connected.shown.fingerprint);
    case 'refused':
    case 'unreachable':
      if (connected.reason.code === 'jump-lost') throw cutOff(host, jump);
      throw new NoLink(connected.kind, connected.reason);
    case 'ready': {
      deps.jumps.opened(host.id, connected.session);
      const link = await probed(connected.session, host, deps);
      return { ...link, lost: () => (connected.session.wasCutOff ? cutOff(host, jump) : null) };
    }
  }
}

function cutOff(host: Host, jump: Host | undefined): NoLink {
  return new NoLink('cut-off', cutOffFinding(host, jump?.name ?? '?', 'the connection with that went away'));
}

async function probed(session: Session, host: Host, deps: LinkDeps): Promise<HostLink> {
  const root = host.user === 'root';
  const runner = sshRunner(session, root ? 'root' : 'sudo');
  try {
    const { capabilities, findings } = await probeHost(runner, {
      rights: root ? 'root' : 'sudo',
      underlayDevice: host.underlay?.device ?? null,
      vxlanPort: deps.vxlanPort(),
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
    const refusal = refusalOf(error, host);
    if (refusal && deps.hosts().some(({ jump }) => jump === host.id)) throw heldFor(refusal, session);
    session.end();
    throw refusal ?? error;
  }
}

function refusalOf(error: unknown, host: Host): NoLink | null {
  if (error instanceof NoLink) return error;
  return error instanceof RunnerError && error.fault === 'sudo-refused'
    ? new NoLink('refused', { ...noRights(host.user), sentence: error.message })
    : null;
}

/** Where no tenant can be built, others can still be reached through it. */
function heldFor({ finding }: NoLink, session: Session): NoLink {
  const sentence = `${finding.sentence} Hosts behind it are reached all the same.`;
  const held = { closed: session.closed.then(() => {}), close: () => session.end() };
  return new NoLink('refused', { ...finding, sentence }, null, held);
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
