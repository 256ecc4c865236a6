import type { Finding } from '../model/finding';
import { type Dialed, HANDSHAKE_MS, type Target } from './dial';
import { NotForwarded } from './forward';

/** unreachable: time may help. refused: trying again by itself would not. */
export type Trouble = { kind: 'unreachable' | 'refused'; reason: Finding };

/** Why there is no session, for a person. */
export function troubleOf(
  failed: Extract<Dialed, { kind: 'failed' }>,
  target: Target,
  user: string,
): Trouble {
  const { error, stage, greeting } = failed;
  const where = `${target.address} port ${target.port}`;
  if (error instanceof NotForwarded) return notForwarded(error, where);
  if (error.level === 'client-timeout' || /^Timed out/.test(error.message)) {
    return unreachable(
      'ssh-silent',
      stage === 'connect'
        ? `${where} did not answer within ${HANDSHAKE_MS / 1000} s.`
        : `${where} accepted the connection, but no SSH login came about within ${HANDSHAKE_MS / 1000} s.`,
      stage === 'connect' ? 'Is the host up, and does a firewall let SSH through?' : 'Is this port sshd?',
    );
  }
  const socketFault = SOCKET_FAULTS[String(error.code)];
  if (stage === 'connect' && socketFault) {
    return unreachable(socketFault.code, socketFault.sentence(target), socketFault.remedy);
  }
  if (/no matching/i.test(error.message)) {
    return refused(
      'ssh-weak-algorithms',
      `${where} offers no algorithm that is safe today (${error.message}).`,
      'Overlane speaks with OpenSSH 6.5 or newer and its present-day algorithms.',
    );
  }
  if (
    stage === 'login' &&
    (error.level === 'client-authentication' || error.level === 'agent' || tooMany(error))
  ) {
    return refused(
      'ssh-login-refused',
      error.level === 'agent'
        ? `The SSH agent could not sign for ${user}@${target.address} (${error.message}).`
        : tooMany(error)
          ? `${where} broke off because the agent offers more keys than it lets us try.`
          : `${where} does not accept our key for the user ${user}.`,
      `Put the key's public line into ~${user}/.ssh/authorized_keys on the host.`,
    );
  }
  if (/^Invalid (identification|header)|Header line|greeting lines|without end/.test(error.message)) {
    return unreachable('not-ssh', `What listens at ${where} does not speak SSH.`, 'Is this port sshd?');
  }
  if (greeting !== '') {
    return unreachable('ssh-turned-away', `${where} turned us away: "${greeting}".`, null);
  }
  return unreachable('ssh-broke-off', `${where} broke the connection off (${error.message}).`, null);
}

/** Sentences name the far end only: who says them knows which host it is reached through. */
function notForwarded({ why, message }: NotForwarded, where: string): Trouble {
  switch (why) {
    case 'prohibited':
      return refused(
        'jump-forbids',
        `The host that it is reached through lets nobody connect to ${where} (sshd says: ${message}).`,
        'AllowTcpForwarding local',
      );
    case 'connect-failed':
      return unreachable(
        'jump-finds-nobody',
        `The host that it is reached through cannot connect to ${where} (sshd there says: ${message}).`,
        'Is sshd running there, and is the address the one that this host sees?',
      );
    case 'silent':
      return unreachable(
        'ssh-silent',
        `${where} did not answer the host that it is reached through within ${HANDSHAKE_MS / 1000} s.`,
        'Is the host up, and does a firewall let SSH through?',
      );
    case 'gone':
      return unreachable('jump-lost', `The connection that ${where} is reached through went away.`, null);
  }
}

function tooMany(error: Error): boolean {
  return /too many authentication failures/i.test(error.message);
}

const SOCKET_FAULTS: Record<
  string,
  { code: string; sentence(target: Target): string; remedy: string | null }
> = {
  ECONNREFUSED: {
    code: 'connection-refused',
    sentence: ({ address, port }) => `${address} refuses connections to port ${port}.`,
    remedy: 'Is sshd running, and on this port?',
  },
  EHOSTUNREACH: {
    code: 'no-route',
    sentence: ({ address }) => `No host answers at ${address}.`,
    remedy: 'Is the host up?',
  },
  ENETUNREACH: {
    code: 'no-route',
    sentence: ({ address }) => `This machine has no route to ${address}.`,
    remedy: null,
  },
  ETIMEDOUT: {
    code: 'ssh-silent',
    sentence: ({ address, port }) => `${address} port ${port} did not answer.`,
    remedy: 'Is the host up, and does a firewall let SSH through?',
  },
  ENOTFOUND: {
    code: 'name-unknown',
    sentence: ({ address }) => `The name ${address} is not known.`,
    remedy: 'Give the host by an address, or mend the name.',
  },
  EAI_AGAIN: {
    code: 'name-unknown',
    sentence: ({ address }) => `The name ${address} could not be looked up.`,
    remedy: 'Give the host by an address, or mend the name service.',
  },
};

function unreachable(code: string, sentence: string, remedy: string | null): Trouble {
  return { kind: 'unreachable', reason: { code, severity: 'error', sentence, remedy } };
}

function refused(code: string, sentence: string, remedy: string | null): Trouble {
  return { kind: 'refused', reason: { code, severity: 'error', sentence, remedy } };
}
