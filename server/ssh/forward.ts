import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';

/** A host opened no connection to another one for us. `why` as RFC 4254, 5.1 has it, or that nothing was heard. */
export class NotForwarded extends Error {
  readonly why: 'prohibited' | 'connect-failed' | 'silent' | 'gone';
  constructor(why: NotForwarded['why'], sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'NotForwarded';
    this.why = why;
  }
}

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED */
const PROHIBITED = 1;

/**
 * A connection that the peer makes to `address` for us, as a stream of bytes.
 * @param withinMs milliseconds
 * @throws NotForwarded
 */
export function forward(client: Client, address: string, port: number, withinMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new NotForwarded('silent', 'no answer'));
    }, withinMs);
    const fail = (cause: Error) => {
      clearTimeout(timer);
      const reason = 'reason' in cause ? cause.reason : null;
      const why = reason === PROHIBITED ? 'prohibited' : reason === null ? 'gone' : 'connect-failed';
      reject(new NotForwarded(why, cause.message, { cause }));
    };
    try {
      // The peer is told where the connection comes from; ours comes from nowhere that it would know.
      client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
        if (error) return fail(error);
        clearTimeout(timer);
        if (isLate) channel.destroy();
        else resolve(channel);
      });
    } catch (error) {
      fail(error as Error);
    }
  });
}
