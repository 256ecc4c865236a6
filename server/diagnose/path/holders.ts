import type { ObservedLink } from '../../observe/observed';
import { type Compared, compared } from '../../status/found';
import type { PathEnd, PathInput } from './scene';

/** Somebody else on the network with an address or a MAC of the end. */
export type Holder = { what: string; where: string; host: string; argv: string[] };

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
    for (const { link, namespace } of stationsOf(all, bridge.name)) {
      if (link === own) continue;
      const where = `${link.name} in ${namespace} on ${host.name}`;
      const address = link.addresses.find(({ text }) => text.split('/')[0] === end.address);
      if (address) {
        const argv = ['ip', '-n', namespace, 'address', 'del', address.text, 'dev', link.name];
        found.push({ what: `address ${end.address}`, where, host: host.name, argv });
      }
      if (own?.mac && link.mac === own.mac) {
        const argv = ['ip', '-n', namespace, 'link', 'set', 'dev', link.name, 'address', '<another MAC>'];
        found.push({ what: `MAC ${own.mac}`, where, host: host.name, argv });
      }
    }
  }
  return found;
}

function stationsOf(host: Compared, bridge: string): { link: ObservedLink; namespace: string }[] {
  const stations: { link: ObservedLink; namespace: string }[] = [];
  for (const [namespace, links] of host.inside) {
    for (const link of links.values()) {
      if (host.pairs.get(link)?.master === bridge) stations.push({ link, namespace });
    }
  }
  return stations;
}
