import type { Finding } from '../model/finding';
import type { Host } from '../model/intent';
import type { Session } from '../ssh/session';
import { NoLink } from './host-link';

/** Milliseconds to wait for a host that is being connected, before what is behind it counts as cut off. */
const PATIENCE = 15_000;

/** What is known of how a host that others may be reached through is connected: nothing at first. */
type Gate = { session: Session | null; why: Finding | null; waiting: Set<() => void> };

/**
 * The sessions that there are, for hosts that are reached through others. A host has one session, whoever goes through
 * it; it is its own loop that opens and ends it, and what goes through it ends with it.
 */
export class Jumps {
  readonly #gates = new Map<string, Gate>();
  /** A host can be gone through again. */
  readonly #back: (hostId: string) => void;

  constructor(back: (hostId: string) => void) {
    this.#back = back;
  }

  opened(hostId: string, session: Session): void {
    this.#set(hostId, { session, why: null });
    this.#back(hostId);
    void session.closed.then((sentence) => {
      if (this.#gates.get(hostId)?.session !== session) return;
      // On purpose: it is opened anew at once, and who is behind it waits for that.
      const why = session.endedByUs ? null : finding(`its connection went away: ${sentence}`);
      this.#set(hostId, { session: null, why });
    });
  }

  failed(hostId: string, why: Finding): void {
    if (this.#gates.get(hostId)?.session?.gone !== null) this.#set(hostId, { session: null, why });
  }

  /**
   * The session that `host` is reached through.
   * @param jump the host that it names, or undefined where there is none
   * @throws NoLink `cut-off` with a sentence of its own
   */
  async through(jump: Host | undefined, host: { name: string }): Promise<Session> {
    if (!jump) throw cutOff(host, 'a host that is not there any more', null);
    if (jump.hostKey === null) throw cutOff(host, jump.name, finding('its host key is not pinned'));
    const gate = this.#gate(jump.id);
    if (!gate.session && !gate.why) await this.#news(gate);
    const { session, why } = gate;
    if (session?.gone === null) return session;
    throw cutOff(host, jump.name, why ?? finding('it is not connected'));
  }

  #gate(hostId: string): Gate {
    const gate = this.#gates.get(hostId) ?? { session: null, why: null, waiting: new Set() };
    this.#gates.set(hostId, gate);
    return gate;
  }

  #set(hostId: string, change: Pick<Gate, 'session' | 'why'>): void {
    const gate = Object.assign(this.#gate(hostId), change);
    for (const go of gate.waiting) go();
  }

  #news(gate: Gate): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        gate.waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, PATIENCE);
      gate.waiting.add(go);
    });
  }
}

/** The host itself may be well: what it is reached through is not. */
export function cutOffFinding(host: { name: string }, jump: string, why: string | null): Finding {
  return {
    code: 'jump-away',
    severity: 'error',
    sentence: `${host.name} is cut off: it is reached through ${jump}${why === null ? '' : `, and ${why}`}`,
    remedy: null,
  };
}

function cutOff(host: { name: string }, jump: string, why: Finding | null): NoLink {
  return new NoLink('cut-off', cutOffFinding(host, jump, why?.sentence ?? null));
}

function finding(sentence: string): Finding {
  return { code: 'jump-away', severity: 'error', sentence, remedy: null };
}
