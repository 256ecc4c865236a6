/**
 * Follows a probe's stream up to its last event, and gives that one.
 * @throws what the stream ended with instead
 */
export function untilEnd<Event extends { kind: string }>(
  subscribe: (handlers: { onData(item: { data: Event }): void; onError(error: unknown): void }) => {
    unsubscribe(): void;
  },
  each: (event: Exclude<Event, { kind: 'end' }>) => void,
): Promise<Extract<Event, { kind: 'end' }>> {
  return new Promise((resolve, reject) => {
    const subscription = subscribe({
      onData({ data: event }) {
        if (event.kind !== 'end') {
          each(event as Exclude<Event, { kind: 'end' }>);
          return;
        }
        subscription.unsubscribe();
        resolve(event as Extract<Event, { kind: 'end' }>);
      },
      onError(error) {
        subscription.unsubscribe();
        reject(error);
      },
    });
  });
}
