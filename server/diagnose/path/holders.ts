import type { ObservedLink } from '../../observe/observed';
import { type Compared, compared } from '../../status/found';
import { type PathEnd, type PathInput, type Site, siteAt } from './scene';

/** Somebody else on the network with an address or a MAC of the end. */
export type Holder = { what: string; where: string; host: string; argv: string[] };

/** A device that hears what is sent on a network's bridge: behind one of its ports, or the bridge itself. */
export type Listener = {
  link: ObservedLink;
  /** null: the host's own. */
  namespace: string | null;
  /** null: it is the bridge. */
  port: ObservedLink | null;
};

/**
 * Who else has the end's address or MAC: on any host of the network, in any namespace that hangs on a port of its bridge,
 * whoever made it.
 */
export function holdersOf(input: PathInput, end: PathEnd): Holder[] {
  const own = end.found.inside.get(end.veth.namespace)?.get(end.veth.namespaceEnd.name);
  const found: Holder[] = [];
  for (const host of input.hosts.values()) {
    const bridge = host.desired.bridges.find(({ networkId }) => networkId === end.network.id);
    if (!bridge || !host.observed) continue;
    const all = compared(host.observed, host.strays);
    for (const { link, namespace, port } of listenersOf(all, bridge.name)) {
      if (link === own) continue;
      const where = `${deviceWords(link.name, namespace)} on ${host.name}`;
      const ip = ['ip', ...(namespace === null ? [] : ['-n', namespace])];
      const address = addressOf(link, end.address);
      if (address !== null) {
        const argv = [...ip, 'address', 'del', address, 'dev', link.name];
        found.push({ what: `address ${end.address}`, where, host: host.name, argv });
      }
      // A bridge takes the MAC of one of its ports where it was given none.
      if (own?.mac && link.mac === own.mac && port !== null) {
        const argv = [...ip, 'link', 'set', 'dev', link.name, 'address', '<another MAC>'];
        found.push({ what: `MAC ${own.mac}`, where, host: host.name, argv });
      }
    }
  }
  return found;
}

/** Whoever has an address on a network, and the network on its host. */
export type Keeper = Listener & { site: Site; prefixed: string };

/** On all hosts of the network that were read. */
export function keepersOf(input: PathInput, { tenant, network }: PathEnd, address: string): Keeper[] {
  const keepers: Keeper[] = [];
  for (const host of input.hosts.values()) {
    const site = siteAt(host, tenant, network.id);
    if (!site) continue;
    for (const listener of listenersOf(site.found, site.bridge.name)) {
      const prefixed = addressOf(listener.link, address);
      if (prefixed !== null) keepers.push({ ...listener, site, prefixed });
    }
  }
  return keepers;
}

function listenersOf(host: Compared, bridge: string): Listener[] {
  const own = host.links.get(bridge);
  const listeners: Listener[] = own ? [{ link: own, namespace: null, port: null }] : [];
  const spaces = [[null, host.links] as const, ...host.inside];
  for (const [namespace, links] of spaces) {
    for (const link of links.values()) {
      const port = host.pairs.get(link);
      if (port?.master === bridge) listeners.push({ link, namespace, port });
    }
  }
  return listeners;
}

/** As it stands on the link, with prefix length; null: not there. */
export function addressOf(link: ObservedLink, address: string): string | null {
  return link.addresses.find(({ text }) => text.split('/')[0] === address)?.text ?? null;
}

export function deviceWords(device: string, namespace: string | null): string {
  return namespace === null ? device : `${device} in ${namespace}`;
}
