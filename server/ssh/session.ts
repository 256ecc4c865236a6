import type { Duplex } from 'node:stream';
import type { NodeSSH } from 'node-ssh';
import type { Client, ClientChannel } from 'ssh2';
import { ChannelGate } from './channel-gate';
import type { DialError } from './dial';
import { forward, NotForwarded } from './forward';

/** The session ended before the host took the command: nothing of it was delivered. */
export class NotDelivered extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'NotDelivered';
  }
}

/** Milliseconds before the second try where only time can help; doubled for each further one (6 s in all). */
const FIRST_PAUSE_MS = 100;
const MOST_PAUSES = 6;
const ENDED = 'Overlane ended the connection.';
/** Milliseconds for a peer to close its side. */
const GOODBYE_MS = 1000;

/** One SSH connection to one host, logged in. */
export class Session {
  /** Resolves once, with a sentence that says why, when the connection is gone. */
  readonly closed: Promise<string>;
  private readonly gate = new ChannelGate();
  private lost: string | null = null;
  private heard = Date.now();

  constructor(
    private readonly ssh: NodeSSH,
    private readonly client: Client,
    private readonly socket: Duplex,
    /** The session that it goes through. */
    private readonly via: Session | null = null,
  ) {
    let reason: string | null = null;
    client.on('error', (error: DialError) => {
      reason ??=
        error.level === 'client-timeout'
          ? 'The host stopped answering.'
          : `The connection broke (${error.message}).`;
    });
    this.closed = new Promise((resolve) => {
      const gone = () => {
        this.lost ??= reason ?? 'The host closed the connection.';
        this.gate.close(new NotDelivered(this.lost));
        resolve(this.lost);
      };
      client.once('close', gone);
      if (socket.destroyed) gone();
    });
    socket.on('data', () => {
      this.heard = Date.now();
    });
  }

  /** Milliseconds since the epoch: the last that came from the host. Keepalives are answered every few seconds. */
  get heardAt(): number {
    return this.heard;
  }

  /** Why the connection is gone, or null while it stands. */
  get gone(): string | null {
    return this.lost;
  }

  get endedByUs(): boolean {
    return this.lost === ENDED;
  }

  /** Whether it went because the connection that it goes through did. */
  get wasCutOff(): boolean {
    return this.lost !== null && this.via !== null && this.via.gone !== null;
  }

  /**
   * A connection from this host to another one.
   * @param withinMs milliseconds
   * @throws NotForwarded
   */
  async forward(address: string, port: number, withinMs: number): Promise<Duplex> {
    if (this.lost) throw new NotForwarded('gone', this.lost);
    return forward(this.client, address, port, withinMs);
  }

  /** How many channels the host takes at once (sshd's MaxSessions), once it has refused one; else null. */
  get channelLimit(): number | null {
    return this.gate.limit;
  }

  /** Says goodbye; what runs in channels is lost. */
  end(): void {
    this.lost ??= ENDED;
    this.ssh.dispose();
    // A peer that does not take the goodbye would keep the socket.
    setTimeout(() => this.socket.destroy(), GOODBYE_MS).unref();
  }

  /** Ends the connection as a cut cable does. For faults on purpose. */
  cut(): void {
    this.socket.destroy();
  }

  /**
   * A channel in which the command runs. While the host takes no more channels, callers wait in order.
   * @param withinMs milliseconds
   * @throws NotDelivered
   */
  async open(command: string, withinMs: number): Promise<ClientChannel> {
    const wait = { over: false };
    const opening = this.inTurn(command, wait);
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new NotDelivered('The host opened no channel in time.')), withinMs);
    });
    try {
      return await Promise.race([opening, tooLate]);
    } catch (error) {
      wait.over = true;
      // A channel that still comes about is not needed any more.
      opening.then(discard, () => {});
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async inTurn(command: string, wait: { over: boolean }): Promise<ClientChannel> {
    const ticket = this.gate.ticket();
    for (let pauses = 0; ; ) {
      await this.gate.enter(ticket);
      if (wait.over) {
        this.gate.giveUp();
        throw new NotDelivered('Nobody waits any more.');
      }
      const channel = await this.tryOpen(command);
      if (!(channel instanceof Error)) {
        this.gate.succeeded();
        channel.once('close', () => this.gate.leave());
        return channel;
      }
      if (this.lost) throw new NotDelivered(this.lost, { cause: channel });
      if (this.gate.refused(ticket) === 'pause') {
        pauses += 1;
        if (pauses > MOST_PAUSES || wait.over) {
          this.gate.abandon(ticket);
          throw new NotDelivered('The host opens no session (sshd MaxSessions, or a forced command).', {
            cause: channel,
          });
        }
        await pause(FIRST_PAUSE_MS * 2 ** (pauses - 1));
      }
    }
  }

  private tryOpen(command: string): Promise<ClientChannel | Error> {
    return new Promise((resolve) => {
      try {
        this.client.exec(command, (error, channel) => resolve(error ?? channel));
      } catch (error) {
        resolve(error as Error);
      }
    });
  }
}

/** Closes a channel whose output nobody wants; unread, it would never end. */
export function discard(channel: ClientChannel): void {
  channel.resume();
  channel.stderr.resume();
  channel.close();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
