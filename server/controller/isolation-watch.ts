import { capped } from '../diagnose/isolation/capped';
import type { Isolation } from '../diagnose/isolation/isolation';
import { IsolationBoard, type IsolationInput } from '../diagnose/isolation/isolation-board';
import type { Observed } from '../observe/observed';
import { type HostReading, sightOf } from '../status/reading';
import type { HostLive } from './face';
import type { HostNews } from './host-loop';

/** Milliseconds that changes of observed state are gathered for: many times below what an alarm may take. */
const PAUSE = 40;

type Scene = Pick<IsolationInput, 'fabric' | 'intent' | 'desired'> & { hosts: readonly HostLive[] };

/** Judges whether tenants are apart whenever something changes that it is made of, and tells when the answer differs. */
export class IsolationWatch {
  readonly #board = new IsolationBoard();
  /** By host id: the observation when something of its shape changed last. What changed since is of no concern here. */
  readonly #shapes = new Map<string, Observed>();
  readonly #deps: { scene(): Scene; tell(isolation: Isolation): void };
  #timer: NodeJS.Timeout | null = null;
  #told = '';

  constructor(deps: { scene(): Scene; tell(isolation: Isolation): void }) {
    this.#deps = deps;
  }

  hostChanged({ hostId, observed }: HostLive, news: HostNews): void {
    if (observed) {
      const isNew = !this.#shapes.has(hostId);
      // What was learned of neighbours and MACs joins nothing.
      if (isNew || news.what === 'host' || (news.what === 'observed' && !news.learned)) {
        this.#shapes.set(hostId, observed);
        this.soon();
        return;
      }
    }
    if (news.what === 'state' || news.what === 'host') this.soon();
  }

  forget(hostId: string): void {
    this.#shapes.delete(hostId);
    this.soon();
  }

  /** Intent changed, or time went by. */
  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#tellIfNew(capped(this.now()));
    }, PAUSE);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  now(): Isolation {
    const { fabric, intent, desired, hosts } = this.#deps.scene();
    const now = Date.now();
    const names = new Map(intent.hosts.map(({ id, name }) => [id, name]));
    return this.#board.judge({
      fabric,
      intent,
      desired,
      now,
      hosts: hosts.map((live) => {
        const { hostId, heardAt } = live;
        const sight = sightOf(names.get(hostId) ?? hostId, reading(live), now);
        return {
          hostId,
          heardAt,
          observed: live.observed ? (this.#shapes.get(hostId) ?? live.observed) : null,
          why: sight.is === 'blind' ? sight.why : null,
        };
      }),
    });
  }

  #tellIfNew(isolation: Isolation): void {
    const { verdict, shared, doubts, notes, inAll, checked } = isolation;
    const { at: _at, notModelled: _same, hosts, ...counts } = checked;
    const seen = hosts.map(({ hostId, why }) => [hostId, why]);
    // Evidence is read again all the time.
    const steady = shared.map(({ evidence, ...rest }) => ({
      ...rest,
      facts: evidence.map(({ fact }) => fact),
    }));
    const told = JSON.stringify({ verdict, steady, doubts, notes, inAll, counts, seen });
    if (told === this.#told) return;
    this.#told = told;
    this.#deps.tell(isolation);
  }
}

function reading(live: HostLive): HostReading {
  return { ...live, refusals: [], strays: [] };
}
