import type { Component } from './component';
import { guestOf } from './guests';
import type { Leftover } from './proposal';
import { holderOf, loOf, type Sight } from './sight';

/** Bridges, pairs and namespaces that people made and that belong to no tenant here. */
export function leftoversOf(
  sights: readonly Sight[],
  components: readonly Component[],
  fabric: string,
): Leftover[] {
  const known = new Set<unknown>(
    components.flatMap(({ segments, rooms }) => [
      ...segments.flatMap(({ presences }) => presences.flatMap(({ bridge, others }) => [bridge, ...others])),
      ...rooms.map(({ namespace }) => namespace),
    ]),
  );
  return sights.flatMap((sight) => [...bridges(sight, known, fabric), ...namespaces(sight, known, fabric)]);
}

function bridges(sight: Sight, known: ReadonlySet<unknown>, fabric: string): Leftover[] {
  const host = sight.host;
  return sight.observed.links.flatMap((link) => {
    if (link.kind !== 'bridge' || known.has(link)) return [];
    const holder = holderOf(link, fabric);
    if (holder.is === 'ours') return [];
    const say = (sentence: string) => [{ hostId: host.id, kind: 'bridge', name: link.name, sentence }];
    if (holder.is === 'other-installation') {
      return say(
        `${link.name} on ${host.name} belongs to another installation of Overlane (${holder.fabric})`,
      );
    }
    const ports = sight.ports.get(link.name) ?? [];
    if (ports.some(({ kind }) => kind === 'vxlan')) {
      return say(`${link.name} on ${host.name} has a VXLAN interface that makes no network (see there)`);
    }
    const rooms = ports.flatMap((port) => sight.otherEnd.get(port)?.namespace.name ?? []);
    if (rooms.length > 0) {
      return say(
        `${link.name} on ${host.name} has no VXLAN interface: ${rooms.join(', ')} ${rooms.length === 1 ? 'is' : 'are'} joined on this host only, and a network of Overlane's has a VNI`,
      );
    }
    const guest = guestOf(link.name);
    return say(
      guest === null
        ? `${link.name} on ${host.name} has no VXLAN interface, and no namespace with a name hangs on it`
        : `${link.name} on ${host.name} is ${guest}'s`,
    );
  });
}

function namespaces(sight: Sight, known: ReadonlySet<unknown>, fabric: string): Leftover[] {
  const host = sight.host;
  const seated = new Map([...sight.otherEnd].map(([hostEnd, { namespace }]) => [namespace, hostEnd]));
  return sight.namespaces.flatMap((namespace) => {
    if (known.has(namespace)) return [];
    const holder = holderOf(loOf(namespace), fabric);
    if (holder.is === 'ours') return [];
    const { name } = namespace;
    const say = (sentence: string) => [{ hostId: host.id, kind: 'namespace', name, sentence }];
    if (holder.is === 'other-installation') {
      return say(`${name} on ${host.name} belongs to another installation of Overlane (${holder.fabric})`);
    }
    if (namespace.unreadable !== null) {
      return say(
        `${name} on ${host.name} cannot be entered (${namespace.unreadable}), so nothing is known of it`,
      );
    }
    const hostEnd = seated.get(namespace);
    if (hostEnd) {
      return say(
        hostEnd.master === null
          ? `${name} on ${host.name} has a pair to ${hostEnd.name}, which is in no bridge`
          : `${name} on ${host.name} is behind ${hostEnd.master}, which has no VXLAN interface that makes a network`,
      );
    }
    const devices = namespace.links
      .filter(({ kind, up }) => kind !== 'loopback' && up)
      .map((link) => link.name);
    return say(
      devices.length === 0
        ? `${name} on ${host.name} holds nothing that leads out of it`
        : `${name} on ${host.name} holds ${devices.join(', ')}, and no pair whose other end is in a bridge with a VXLAN interface`,
    );
  });
}
