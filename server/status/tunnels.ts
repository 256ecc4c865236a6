import type { Carriage } from '../live/carriage';
import { MOST_MESHED } from '../model/mesh';
import type { Carriages } from './carriages';
import type { Status } from './status';
import { isPlain, type TunnelEnd, tunnelStatus } from './tunnel';

type KeptTunnel = { there: Carriage | undefined; back: Carriage | undefined; status: Status };

/** Tunnels, of which only those are judged anew of which an end or what was probed changed. */
export class Tunnels {
  /** By both ends, which stay the same objects while nothing of their hosts changes. */
  readonly #kept = new WeakMap<TunnelEnd, WeakMap<TunnelEnd, KeptTunnel>>();

  /** Every pair of a network's VTEPs. */
  *of(group: readonly TunnelEnd[], name: string, carriages: Carriages): Generator<Status> {
    const isLarge = group.length > MOST_MESHED;
    for (let i = 0; i < group.length; i++) {
      for (let j = i + 1; j < group.length; j++) {
        const [a, b] = [group[i], group[j]];
        if (!a || !b || (isLarge && isPlain(a, b, carriages))) continue;
        yield this.#one(a, b, name, carriages);
      }
    }
  }

  #one(a: TunnelEnd, b: TunnelEnd, name: string, carriages: Carriages): Status {
    const there = carriages.of(a.host.hostId, b.host.hostId);
    const back = carriages.of(b.host.hostId, a.host.hostId);
    let others = this.#kept.get(a);
    if (!others) {
      others = new WeakMap();
      this.#kept.set(a, others);
    }
    const before = others.get(b);
    if (before && before.there === there && before.back === back) return before.status;
    const status = tunnelStatus(
      name,
      a,
      b,
      [there, back].filter((way) => way !== undefined),
    );
    others.set(b, { there, back, status });
    return status;
  }
}
