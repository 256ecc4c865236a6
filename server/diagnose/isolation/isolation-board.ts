import type { Desired } from '../../compile/desired';
import type { Intent } from '../../model/intent';
import { NOT_MODELLED } from '../../model/isolation-method';
import type { Observed } from '../../observe/observed';
import { FabricSegments, type TunnelCrossing } from './fabric-segments';
import { type HostIsolation, hostIsolation } from './host-isolation';
import type { Doubt, Isolation, Note, Shared } from './isolation';
import { Owners } from './owners';
import { objectOf } from './shown';
import { type Names, sharedKey, toldJoint } from './told';
import { culpritOf, type Known, toldTunnel, tunnelKey } from './told-tunnel';

export type IsolationInput = {
  fabric: string;
  intent: Intent;
  /** By host id. */
  desired: ReadonlyMap<string, Desired>;
  hosts: readonly IsolationHost[];
  /** Milliseconds since the epoch. */
  now: number;
};

export type IsolationHost = {
  hostId: string;
  /** The last that was read, however old; an object that stays the same is not looked at again. */
  observed: Observed | null;
  heardAt: number | null;
  /** Why what was read of it need not hold any more, in a sentence without its full stop, or null. */
  why: string | null;
};

type Kept = { observed: Observed; desired: Desired | null; isolation: HostIsolation };

/** Whether tenants are apart, judged again and again: only hosts of which something changed are looked at anew. */
export class IsolationBoard {
  readonly #hosts = new Map<string, Kept>();
  readonly #segments = new FabricSegments();
  readonly #since = new Map<string, number>();
  #owners: { fabric: string; intent: Intent; owners: Owners } | null = null;

  judge(input: IsolationInput): Isolation {
    const { intent, now } = input;
    this.#look(input);
    const names = namesOf(intent);
    const { crossings, strangers } = this.#segments.crossings();
    const found = [...this.#onHosts(names), ...this.#betweenHosts(crossings, names)];
    const shared = this.#dated(found, now);
    const doubts: Doubt[] = [
      ...input.hosts.flatMap(({ hostId, why }) => (why === null ? [] : [{ hostId, sentence: why }])),
      ...this.#of(({ unreadable }) => unreadable).map(({ hostId, name, why }) => ({
        hostId,
        sentence: `the namespace ${name} on ${names.host(hostId)} cannot be read: ${why}`,
      })),
      ...this.#of(({ opaque }) => opaque).map(({ hostId, tenantId, sentence }) => ({
        hostId,
        sentence: `${names.tenant(tenantId)} on ${names.host(hostId)}: ${sentence}`,
      })),
      ...strangers.map(({ from, stranger }) => ({
        hostId: stranger.hostId,
        sentence: `${stranger.link.name} on ${names.host(stranger.hostId)}, which is nobody's, has VNI ${stranger.link.vxlan.vni} and is joined to ${from.link.name} on ${names.host(from.hostId)}`,
      })),
    ];
    const notes: Note[] = this.#of(({ merged }) => merged);
    return {
      verdict: shared.length > 0 ? 'touching' : doubts.length > 0 ? 'unproven' : 'apart',
      shared,
      doubts,
      notes,
      inAll: { shared: shared.length, doubts: doubts.length, notes: notes.length },
      checked: {
        at: now,
        hosts: input.hosts.map(({ hostId, heardAt, why }) => ({ hostId, heardAt, why })),
        tenants: intent.tenants.length,
        networks: intent.tenants.reduce((sum, { networks }) => sum + networks.length, 0),
        endpoints: this.#count(({ counts }) => counts.endpoints),
        devices: this.#count(({ counts }) => counts.devices),
        namespaces: this.#count(({ counts }) => counts.namespaces),
        vteps: this.#count(({ vteps }) => vteps.length),
        notModelled: NOT_MODELLED,
      },
    };
  }

  #look({ fabric, intent, desired, hosts }: IsolationInput): void {
    if (this.#owners?.intent !== intent || this.#owners.fabric !== fabric) {
      this.#owners = { fabric, intent, owners: new Owners(fabric, intent) };
    }
    const { owners } = this.#owners;
    const present = new Set<string>();
    for (const { hostId, observed } of hosts) {
      if (!observed) continue;
      present.add(hostId);
      const before = this.#hosts.get(hostId);
      const meant = desired.get(hostId) ?? null;
      if (before?.observed === observed && before.desired === meant) continue;
      const isolation = hostIsolation(observed, meant, owners);
      this.#hosts.set(hostId, { observed, desired: meant, isolation });
      this.#segments.put(isolation);
    }
    for (const hostId of this.#hosts.keys()) {
      if (present.has(hostId)) continue;
      this.#hosts.delete(hostId);
      this.#segments.forget(hostId);
    }
  }

  #onHosts(names: Names): Omit<Shared, 'since'>[] {
    return [...this.#hosts.values()].flatMap(({ desired, isolation: { hostId, joints } }) => {
      const byCulprit = grouped(joints, ({ joint, withHost }) =>
        sharedKey(hostId, objectOf(joint.culprit), withHost),
      );
      return [...byCulprit.values()].map((same) => {
        const [{ graph, joint, withHost }] = same as [(typeof same)[0]];
        const tenantIds = same.flatMap((one) => one.tenantIds);
        return toldJoint(graph, desired, joint, { tenantIds, withHost }, names);
      });
    });
  }

  #betweenHosts(crossings: readonly TunnelCrossing[], names: Names): Omit<Shared, 'since'>[] {
    const known = (hostId: string): Known => {
      const kept = this.#hosts.get(hostId);
      return { desired: kept?.desired ?? null, readAt: kept?.observed.readAt ?? 0 };
    };
    const withCulprit = crossings.map((crossing) => ({ crossing, culprit: culpritOf(crossing, known) }));
    const byCulprit = grouped(withCulprit, ({ crossing, culprit }) => tunnelKey(culprit, crossing.withHost));
    return [...byCulprit.values()].map((same) => {
      const [{ culprit }] = same as [(typeof same)[0]];
      return toldTunnel(
        same.map(({ crossing }) => crossing),
        culprit,
        known,
        names,
      );
    });
  }

  #dated(found: readonly Omit<Shared, 'since'>[], now: number): Shared[] {
    const byKey = new Map(found.map((one) => [one.key, one]));
    for (const key of this.#since.keys()) if (!byKey.has(key)) this.#since.delete(key);
    return [...byKey.values()].map((one) => {
      const since = this.#since.get(one.key) ?? now;
      this.#since.set(one.key, since);
      return { ...one, since };
    });
  }

  #of<T extends object>(part: (isolation: HostIsolation) => readonly T[]): (T & { hostId: string })[] {
    return [...this.#hosts].flatMap(([hostId, { isolation }]) =>
      part(isolation).map((one) => ({ ...one, hostId })),
    );
  }

  #count(part: (isolation: HostIsolation) => number): number {
    let sum = 0;
    for (const { isolation } of this.#hosts.values()) sum += part(isolation);
    return sum;
  }
}

function namesOf(intent: Intent): Names {
  const hosts = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  const tenants = new Map(intent.tenants.map(({ id, name }) => [id, name]));
  return { host: (id) => hosts.get(id) ?? id, tenant: (id) => tenants.get(id) ?? id };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
