import type { Client } from '../client';
import { Failure } from '../failure';
import { happenings } from '../happenings';
import { type Fabric, withEvent } from '../live';
import { plain } from '../print';

/** Milliseconds for the server to send its state. */
const PATIENCE = 10_000;

export type WatchOptions = { host?: string; json: boolean };

/** Prints what happens, a line each, until it is interrupted or nobody reads any more. A lost connection is resumed. */
export function watch(client: Client, options: WatchOptions): Promise<{ data: null; text: '' }> {
  return new Promise((resolve, reject) => {
    let fabric: Fabric | null = null;
    let lost = false;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      subscription.unsubscribe();
      process.off('SIGINT', stop).off('SIGTERM', stop);
      process.stdout.off('error', closed);
      settle();
    };
    const stop = () => end(() => resolve({ data: null, text: '' }));
    const closed = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') stop();
      else end(() => reject(error));
    };
    const subscription = client.live.watch.subscribe(
      {},
      {
        onData: ({ data: event }) => {
          clearTimeout(timer);
          lost = false;
          for (const happening of happenings(fabric, event)) {
            if (options.host === undefined || happening.host === options.host) print(happening, options.json);
          }
          fabric = withEvent(fabric, event);
          if (event.kind === 'snapshot') refuseUnknownHost(fabric, options.host);
        },
        onConnectionStateChange: ({ state }) => {
          if (fabric === null || state !== 'connecting' || lost) return;
          lost = true;
          console.error(
            'overlane: the connection to the server is lost; what was missed follows when it is back',
          );
        },
        onError: (error) => end(() => reject(error)),
      },
    );
    const refuseUnknownHost = (now: Fabric | null, host: string | undefined) => {
      if (!now || host === undefined || now.intent.hosts.some(({ name }) => name === host)) return;
      end(() => reject(new Failure('no-host', `there is no host ${plain(host)}`)));
    };
    const timer = setTimeout(
      () => end(() => reject(new Failure('no-answer', 'the server did not send its state within 10 s'))),
      PATIENCE,
    );
    process.on('SIGINT', stop).on('SIGTERM', stop);
    process.stdout.on('error', closed);
  });
}

function print(happening: ReturnType<typeof happenings>[number], json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(happening)}\n`);
    return;
  }
  const { at, kind, host, what } = happening;
  const time = new Date(at).toISOString().slice(11, 23);
  process.stdout.write(
    `${time}  ${(host ?? '–').padEnd(10)}  ${kind.padEnd(9)}  ${plain(what).replaceAll('\n', ' ')}\n`,
  );
}
