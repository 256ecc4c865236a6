import type { ObservedPatch } from '../live/observed-patch';
import type { Observed, ObservedLink } from '../observe/observed';
import type { FabricNames } from './fabric-names';
import type { News } from './news';

type Seen = { name: string; works: boolean };

/**
 * Links of ours that go down and come up again. What our own runs do is told by them. A link of a tenant is down when
 * it was set down: that its carrier follows another link's is told by that link. An underlay device also is when its
 * carrier is gone.
 */
export class LinkNews {
  /** By host id, then by `INDEX` or `NAMESPACE/INDEX`. */
  readonly #seen = new Map<string, { bootId: string; links: Map<string, Seen> }>();

  forget(hostId: string): void {
    this.#seen.delete(hostId);
  }

  /** A host as a whole. */
  whole(observed: Observed, names: FabricNames, now: number, quiet: boolean): News[] {
    const before = this.#seen.get(observed.hostId);
    const same = before?.bootId === observed.bootId ? before.links : new Map<string, Seen>();
    const links = new Map<string, Seen>();
    this.#seen.set(observed.hostId, { bootId: observed.bootId, links });
    const all = [
      ...observed.links.map((link) => [null, link] as const),
      ...observed.namespaces.flatMap(({ name, links }) => links.map((link) => [name, link] as const)),
    ];
    return all.flatMap(([namespace, link]) =>
      this.#see(observed.hostId, namespace, link, { same, links, names, now, quiet }),
    );
  }

  /** `quiet`: what changed, we did ourselves. */
  patch(patch: ObservedPatch, names: FabricNames, now: number, quiet: boolean): News[] {
    const host = this.#seen.get(patch.hostId);
    if (!host) return [];
    if (patch.bootId !== undefined) {
      host.bootId = patch.bootId;
      host.links.clear();
    }
    const { links } = host;
    for (const index of patch.links?.gone ?? []) links.delete(index);
    for (const name of patch.namespaces?.gone ?? []) {
      for (const key of links.keys()) if (key.startsWith(`${name}/`)) links.delete(key);
    }
    for (const space of patch.namespaces?.set ?? []) {
      for (const index of space.links?.gone ?? []) links.delete(`${space.name}/${index}`);
    }
    const all = [
      ...(patch.links?.set ?? []).map((link) => [null, link] as const),
      ...(patch.namespaces?.set ?? []).flatMap((space) =>
        (space.links?.set ?? []).map((link) => [space.name, link] as const),
      ),
    ];
    return all.flatMap(([namespace, link]) =>
      this.#see(patch.hostId, namespace, link, { same: links, links, names, now, quiet }),
    );
  }

  #see(
    hostId: string,
    namespace: string | null,
    link: ObservedLink,
    context: {
      same: ReadonlyMap<string, Seen>;
      links: Map<string, Seen>;
      names: FabricNames;
      now: number;
      quiet: boolean;
    },
  ): News[] {
    const { same, links, names, now, quiet } = context;
    const device = namespace === null ? link.name : `${namespace}/${link.name}`;
    const ours = names.device(hostId, device);
    if (!ours) return [];
    const key = namespace === null ? String(link.index) : `${namespace}/${link.index}`;
    const works = link.up && (link.carrier || !ours.underlay);
    const before = same.get(key);
    links.set(key, { name: link.name, works });
    if (quiet || !before || before.works === works) return [];
    const host = names.host(hostId) ?? hostId;
    const where = namespace === null ? `${link.name} on ${host}` : `${link.name} in ${namespace} on ${host}`;
    const what = ours.underlay ? `the underlay device ${where}` : where;
    const how = works ? 'came up again' : link.up ? 'lost its carrier' : 'went down';
    return [
      {
        at: now,
        actor: 'network',
        action: works ? 'link.up' : 'link.down',
        subject: where,
        sentence: `${what} ${how}`,
        outcome: works ? 'done' : 'failed',
        tenantIds: ours.tenantIds,
        hostIds: [hostId],
      },
    ];
  }
}
