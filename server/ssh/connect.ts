import type { Finding } from '../model/finding';
import type { HostKeySource } from '../model/intent';
import { HOST_KEY_KINDS } from './algorithms';
import { type Dialed, dial, type Login, type Target } from './dial';
import { describeHostKey, type HostKey } from './host-key';
import { IdentityError, type KeptKeys, loadIdentity } from './identity';
import { Session } from './session';
import { troubleOf } from './trouble';

/** One host as intent describes it. */
export type HostToReach = Target & {
  user: string;
  key: HostKeySource;
  /** The pinned fingerprint, or null. */
  hostKey: string | null;
};

export type Connected =
  | { kind: 'ready'; session: Session }
  /** Another key than the pinned one: nothing was sent. */
  | { kind: 'key-changed'; shown: HostKey }
  /** No key is pinned: nothing was sent. */
  | { kind: 'key-unpinned'; shown: HostKey }
  /** Trying again by itself would not help. */
  | { kind: 'refused'; reason: Finding }
  | { kind: 'unreachable'; reason: Finding };

/**
 * Connects to a host once. Every outcome is a value; nothing is thrown.
 * @param keys that Overlane made
 */
export async function connect(host: HostToReach, keys: KeptKeys, signal?: AbortSignal): Promise<Connected> {
  if (host.hostKey === null) {
    const scanned = await scan(host, host.user, signal);
    return scanned.kind === 'shown' ? { kind: 'key-unpinned', shown: scanned.hostKey } : scanned;
  }
  let login: Login;
  try {
    login = { user: host.user, identity: await loadIdentity(host.key, keys) };
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error;
    const { code, message, remedy } = error;
    return { kind: 'refused', reason: { code, severity: 'error', sentence: message, remedy } };
  }
  return connectPinned(host, host.hostKey, login, signal);
}

/**
 * A host has up to one key of each kind and shows the first that both sides speak. Where that is not the pinned one,
 * the others are asked for, so that a fingerprint of any of its keys may be pinned.
 */
async function connectPinned(
  host: HostToReach,
  pinned: string,
  login: Login,
  signal?: AbortSignal,
): Promise<Connected> {
  let shown: HostKey | null = null;
  const verify = (blob: Buffer) => {
    const hostKey = describeHostKey(blob);
    if (hostKey.fingerprint === pinned) return true;
    shown ??= hostKey;
    return false;
  };
  const first = await dial(host, login, { verify, signal });
  const outcome = ended(first, host);
  if (shown === null) return outcome;
  for (const kind of HOST_KEY_KINDS) {
    if (kind.some((type) => type === wireType(shown))) continue;
    const other = await dial(host, login, { verify, signal, hostKeys: kind });
    if (other.kind === 'ready') return ended(other, host);
  }
  return { kind: 'key-changed', shown };
}

/** An RSA key's type on the wire is `ssh-rsa` whatever it signs with (RFC 8332, 3). */
function wireType(hostKey: HostKey | null): string {
  return hostKey?.type === 'ssh-rsa' ? 'rsa-sha2-512' : (hostKey?.type ?? '');
}

function ended(dialed: Dialed, host: HostToReach): Connected {
  return dialed.kind === 'ready'
    ? { kind: 'ready', session: new Session(dialed.ssh, dialed.client, dialed.socket, host.via) }
    : troubleOf(dialed, host, host.user);
}

/** Which key a host shows first. The connection ends before anything, even a user's name, is sent. */
export async function scanHostKey(target: Target, signal?: AbortSignal): Promise<HostKey> {
  const scanned = await scan(target, '', signal);
  if (scanned.kind === 'shown') return scanned.hostKey;
  throw new ScanError(scanned.reason);
}

export class ScanError extends Error {
  /** Like RunnerError's: its sentence is for the person. */
  readonly fault = 'scan-failed';
  constructor(readonly reason: Finding) {
    super(reason.sentence);
    this.name = 'ScanError';
  }
}

async function scan(target: Target, user: string, signal?: AbortSignal) {
  let hostKey: HostKey | null = null;
  const dialed = await dial(target, null, {
    verify: (blob) => {
      hostKey = describeHostKey(blob);
      return false;
    },
    signal,
  });
  if (hostKey !== null) return { kind: 'shown' as const, hostKey: hostKey as HostKey };
  if (dialed.kind === 'ready') throw new Error('a connection without a verified key became ready');
  return troubleOf(dialed, target, user);
}
