import { macFor } from '../../model/mac';
import type { ObservedLink } from '../../observe/observed';
import type { Attribute } from '../../plan/mending';
import { type Compared, compared } from '../../status/found';
import { namespaceEndDifferences } from '../../status/veth';
import type { Fix } from './answer';
import { fromDifferences } from './facts';
import { type PathEnd, type PathInput, type SeenHost, type Site, siteAt } from './scene';

/** Somebody else on the network with an address or a MAC of the end. */
export type Holder = { what: string; where: string; fix: Fix };

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
        const fix = mended(host, namespace, link, 'address', address) ?? takenAway(host, where, argv);
        found.push({ what: `address ${end.address}`, where, fix });
      }
      // A bridge takes the MAC of one of its ports where it was given none.
      if (own?.mac && link.mac === own.mac && port !== null) {
        const other = macFor('another', host.hostId, namespace ?? '', link.name);
        const argv = [...ip, 'link', 'set', 'dev', link.name, 'address', other];
        const fix = mended(host, namespace, link, 'mac', null) ?? takenAway(host, where, argv);
        found.push({ what: `MAC ${own.mac}`, where, fix });
      }
    }
  }
  return found;
}

/** As a repair, where it is an interface of Overlane's that somebody gave what it should not have. */
function mended(
  host: SeenHost,
  namespace: string | null,
  link: ObservedLink,
  attribute: Attribute,
  which: string | null,
): Fix | null {
  const veth = host.desired.veths.find(
    (one) => one.namespace === namespace && one.namespaceEnd.name === link.name,
  );
  if (!veth) return null;
  const all = compared(host.observed, host.strays);
  const own = namespaceEndDifferences(veth, all).filter(
    ({ mending }) => mending?.attribute === attribute && mending.which === which,
  );
  return fromDifferences(host, own, { show: [] })[0]?.fix ?? null;
}

function takenAway({ name }: SeenHost, where: string, argv: string[]): Fix {
  const sentence = `Two have it, and answers go to either: on ${name}, take it away from ${where}: ${argv.join(' ')}`;
  return { kind: 'command', host: name, argv, sentence };
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
