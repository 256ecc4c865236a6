import type { Desired } from '../compile/desired';
import type { Carriage } from '../live/carriage';
import { probeUnderlay, type UnderlayWay } from '../probe/underlay';
import { Carriages } from '../status/carriages';
import type { HostLive } from './face';
import type { HostLink } from './host-link';
import { Prober } from './prober';

export type UnderlayWatchDeps = {
  /** null: there is no connection, or it has no channel to spare. */
  link(hostId: string): HostLink | null;
  found(carriage: Carriage): void;
};

/** Whether the underlay carries what tunnels need: asked from VTEP to VTEP, and known until it is asked again. */
export class UnderlayWatch {
  readonly carriages = new Carriages();
  readonly #prober: Prober;
  /** By host id: its last run, and the state of its underlay. */
  readonly #seen = new Map<string, string>();

  constructor({ link, found }: UnderlayWatchDeps) {
    this.#prober = new Prober({
      async probe(way, signal) {
        const own = link(way.from);
        return own?.capabilities.ping ? probeUnderlay(own.runner, way, signal) : null;
      },
      found: (carriage) => {
        this.carriages.put(carriage);
        found(carriage);
      },
    });
  }

  /** What hosts shall have now. */
  compiled(all: Iterable<Desired>): void {
    const ways = underlayWays(all);
    this.carriages.keep(ways);
    this.#prober.set(ways);
  }

  /** A run may have built tunnels, and an underlay may have come or gone: then its ways are asked at once. */
  hostChanged({ hostId, run, observed }: HostLive, underlay: { device: string } | null): void {
    const device = observed?.links.find(({ name }) => name === underlay?.device);
    const seen = JSON.stringify([
      run?.endedAt ?? null,
      device?.up,
      device?.carrier,
      device?.mtu,
      device?.addresses.map(({ text }) => text),
    ]);
    const before = this.#seen.get(hostId);
    this.#seen.set(hostId, seen);
    if (before !== undefined && before !== seen) this.#prober.hasten(hostId);
  }

  forget(hostId: string): void {
    this.#seen.delete(hostId);
  }

  stop(): void {
    this.#prober.stop();
  }
}

/** Each way between VTEPs of hosts that carry a common network: those to which a host floods. */
export function underlayWays(all: Iterable<Desired>): UnderlayWay[] {
  const hosts = [...all];
  const holder = new Map<string, string>();
  for (const { hostId, underlay } of hosts) if (underlay) holder.set(underlay.address, hostId);
  return hosts.flatMap(({ hostId, underlay, vxlans }) => {
    const peers = new Set(vxlans.flatMap(({ flood }) => flood));
    return [...peers].flatMap((target) => {
      const to = holder.get(target);
      return underlay && to ? [{ from: hostId, to, source: underlay.address, target }] : [];
    });
  });
}
