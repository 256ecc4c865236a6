import type { LiveEvent } from '@/server/api/types';
import type { FromRelay, RelayConnection } from './relay-message';

/** Events kept for tabs that come back: at 50 a second, 40 s. A tab that was away longer gets a snapshot. */
const KEPT = 2_000;

/** What the relay does with the server. Both give up when the returned function is called. */
export type Upstream = {
  /** Everything after `after`; null: a snapshot first. */
  follow(
    after: number | null,
    handlers: {
      onEvent(event: LiveEvent): void;
      onConnection(connection: RelayConnection): void;
      /** It is over: nothing comes any more. */
      onEnd(error: { data: unknown }): void;
    },
  ): () => void;
  /** One snapshot, or null where it could not be had. */
  snapshot(taken: (event: LiveEvent | null) => void): () => void;
};

/** A tab, as the relay knows it. `position`: the id of the last event that it has; null: it waits for a snapshot. */
type Tab = { send(message: FromRelay): void; position: number | null; stopWaiting: (() => void) | null };

/**
 * One stream for all tabs of a browser, since browsers allow six connections per origin over all tabs (HTTP/1.1). A
 * tab that joins or comes back gets what it missed from the events kept here, or a snapshot; nobody misses an event or
 * gets one twice.
 */
export class Relay {
  readonly #upstream: Upstream;
  readonly #tabs = new Map<object, Tab>();
  #close: (() => void) | null = null;
  #connection: RelayConnection | null = null;
  /** The kept events are complete from the one after this id on; null: nothing came yet. */
  #from: number | null = null;
  #events: LiveEvent[] = [];

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  join(key: object, after: number | null, send: (message: FromRelay) => void): void {
    this.leave(key);
    const tab: Tab = { send, position: after, stopWaiting: null };
    this.#tabs.set(key, tab);
    if (this.#connection !== null) send({ kind: 'connection', connection: this.#connection });
    if (this.#from === null && !this.#close) {
      this.#from = after;
      this.#open();
      return;
    }
    this.#open();
    // A first snapshot that is under way is for everybody who waits.
    if (this.#from === null) tab.position = null;
    else if (after !== null && after >= this.#from) this.#catchUp(tab, after);
    else this.#giveSnapshot(tab);
  }

  leave(key: object): void {
    this.#tabs.get(key)?.stopWaiting?.();
    this.#tabs.delete(key);
    if (this.#tabs.size > 0) return;
    this.#close?.();
    this.#close = null;
    this.#connection = null;
  }

  #open(): void {
    if (this.#close) return;
    let over = false;
    const close = this.#upstream.follow(this.#lastId(), {
      onEvent: (event) => this.#take(event),
      onConnection: (connection) => {
        this.#connection = connection;
        this.#tell({ kind: 'connection', connection });
      },
      onEnd: (error) => {
        over = true;
        this.#close = null;
        this.#connection = null;
        this.#tell({ kind: 'ended', error });
      },
    });
    if (!over) this.#close = close;
  }

  #take(event: LiveEvent): void {
    if (event.kind === 'snapshot') {
      this.#from = event.id;
      this.#events = [];
      for (const tab of this.#tabs.values()) {
        tab.stopWaiting?.();
        tab.stopWaiting = null;
        if (tab.position === event.id) continue;
        tab.position = event.id;
        tab.send({ kind: 'events', events: [event] });
      }
      return;
    }
    this.#events.push(event);
    if (this.#events.length > KEPT) {
      const [oldest] = this.#events.splice(0, this.#events.length - KEPT).slice(-1);
      this.#from = oldest?.id ?? this.#from;
    }
    for (const tab of this.#tabs.values()) {
      if (tab.position === null || tab.position >= event.id) continue;
      tab.position = event.id;
      tab.send({ kind: 'events', events: [event] });
    }
  }

  /** Of its own, so that the others go on. What comes meanwhile is kept here. */
  #giveSnapshot(tab: Tab): void {
    tab.position = null;
    tab.stopWaiting = this.#upstream.snapshot((event) => {
      tab.stopWaiting = null;
      if (!event) {
        tab.send({ kind: 'connection', connection: 'lost' });
        tab.send({ kind: 'ended', error: { data: null } });
        return;
      }
      tab.position = event.id;
      tab.send({ kind: 'events', events: [event] });
      this.#catchUp(tab, event.id);
    });
  }

  #catchUp(tab: Tab, after: number): void {
    const events = this.#events.filter((event) => event.id > after);
    tab.position = events.at(-1)?.id ?? after;
    if (events.length > 0) tab.send({ kind: 'events', events });
  }

  #lastId(): number | null {
    return this.#events.at(-1)?.id ?? this.#from;
  }

  #tell(message: FromRelay): void {
    for (const tab of this.#tabs.values()) tab.send(message);
  }
}
