'use client';

import { useCallback } from 'react';
import { readApiError } from './api-error';
import { useMe } from './me';
import { takeSlot } from './relay/relay-feed';
import { MOST_SLOTS } from './relay/slots';
import { useTRPCClient } from './trpc';
import { relayName } from './use-follow-live';

type Client = ReturnType<typeof useTRPCClient>;
type Handlers<Event> = {
  onData(event: { data: Event }): void;
  onError(error: unknown): void;
};

/**
 * Opens a probe's stream where this browser has a connection to spare for it. Returns what stops it, at any time; the
 * remote process ends with it.
 */
export function useProbeStream() {
  const client = useTRPCClient();
  const me = useMe();
  return useCallback(
    <Event>(
      id: string,
      subscribe: (client: Client, handlers: Handlers<Event>) => { unsubscribe(): void },
      { take, fail }: { take(event: Event): void; fail(sentence: string): void },
    ): (() => void) => {
      let stopped = false;
      let end = () => {};
      void takeSlot('console', relayName(me), id).then((giveBack) => {
        if (!giveBack) {
          fail(
            `${MOST_SLOTS} probes run in this browser, which is the most: stop one, perhaps in another tab.`,
          );
          return;
        }
        if (stopped) {
          giveBack();
          return;
        }
        const running = subscribe(client, {
          onData: (event) => take(event.data),
          onError: (error) => fail(readApiError(error).sentence),
        });
        end = () => {
          running.unsubscribe();
          giveBack();
        };
      });
      return () => {
        stopped = true;
        end();
      };
    },
    [client, me],
  );
}
