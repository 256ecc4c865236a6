import type { TRPCLink } from '@trpc/client';
import type { AnyRouter } from '@trpc/server';
import { observable } from '@trpc/server/observable';
import { type Heartbeat, isHeartbeat } from '../live/heartbeat';

/** Milliseconds after which one answers unasked: the questions stand in line behind what a slow connection carries. */
const UNASKED_MS = 1_200;

/** Answers the heartbeats of probes' streams, so that none of their readers ever sees one. */
export function heartbeatLink<Router extends AnyRouter>(): TRPCLink<Router> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const answer = (question: Heartbeat) => {
          clearTimeout(timer);
          timer = setTimeout(() => answer(question), UNASKED_MS);
          const input = { key: question.key };
          // Where it is refused, the stream itself says why.
          next({ ...op, type: 'query', path: 'heartbeat.answer', input, signal: null }).subscribe({});
        };
        const subscription = next(op).subscribe({
          next(value) {
            const { result } = value;
            const event = 'data' in result ? result.data : null;
            if (isHeartbeat(event)) answer(event);
            else observer.next(value);
          },
          error: (error) => observer.error(error),
          complete: () => observer.complete(),
        });
        return () => {
          clearTimeout(timer);
          subscription.unsubscribe();
        };
      });
}
