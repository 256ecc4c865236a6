import type { Observed } from '../../observe/observed';
import type { Fix, Hop, HopFact } from './answer';
import { policyFact } from './close-look';
import { fact, right } from './facts';
import type { Keeper } from './holders';
import { awayFix, hop, interfaceHop, namespaceHop, routeWords } from './inside';
import { keeperHops, keeperWords, routerFacts } from './keeper';
import { bridgeHop, hostEndHop } from './port';
import type { PathEnd, PathInput, SeenHost, Site } from './scene';
import { vxlanHop } from './segment';
import { type Station, stationOf } from './station';
import type { AddressScene } from './target';
import { underlayHop, wayHop } from './underlay';
import { blindHop } from './walk';

/** What came of asking, where packets were sent. */
export type Heard = {
  reached: boolean;
  /** The endpoint's host as it was afterwards: who answered stands among its neighbours. */
  after: Observed | null;
};

/**
 * Every hop towards an address, as far as it can be read: the endpoint's side, the side of whoever has the next address
 * on its network, and one router beyond that. `heard` null: nothing was sent.
 */
export function walkToAddress(input: PathInput, scene: AddressScene, heard: Heard | null): Hop[] {
  const { from, next } = scene;
  if (from.host.blind !== null) return [blindHop(from, from.host.blind)];
  const start = namespaceHop(from);
  if (next === null) return [{ ...start, facts: [...start.facts, departure(scene)] }, ...end(scene, heard)];
  const [keeper] = scene.keepers;
  const station = nextStation(next, keeper);
  const own = stationOf(from);
  const isRouted = next !== scene.target;
  const near = [
    isRouted ? { ...start, facts: [...start.facts, departure(scene)] } : start,
    interfaceHop(input, from, station),
    hostEndHop(from, station),
    bridgeHop(from, [own, station]),
  ];
  if (!keeper)
    return [
      ...near,
      vxlanHop(from, own, station),
      nobody(input, scene, next, heard),
      ...beyond(scene, heard),
    ];
  const last = [...keeperHops(scene, keeper, next), ...beyond(scene, heard, keeper)];
  const { site } = keeper;
  if (site.host.hostId === from.host.hostId) return [...near, ...last];
  const down = underlayHop(from, site);
  const up = underlayHop(site, from);
  return [
    ...near,
    vxlanHop(from, own, station),
    down,
    wayHop(input, from, site, [down, up]),
    wayHop(input, site, from, [down, up]),
    ...(site.host.blind === null
      ? [up, vxlanHop(site, station, own), bridgeHop(site, [station, own])]
      : [blindHop(site, site.host.blind)]),
    ...last,
  ];
}

function nextStation(next: string, keeper: Keeper | undefined): Station {
  const unknown = { mac: null, formerMac: null };
  const nowhere = { label: next, address: next, ...unknown, hostId: null, port: null, vtep: null };
  if (!keeper) return nowhere;
  const { site, link, port } = keeper;
  return {
    ...nowhere,
    label: keeperWords(keeper),
    mac: link.mac,
    hostId: site.host.hostId,
    port: port?.name ?? null,
    vtep: site.host.desired.underlay?.address ?? null,
  };
}

/** The namespace's route to an address that is not on one of its own subnets. */
function departure({ from, target, route, owner }: AddressScene): HopFact {
  const space = from.veth.namespace;
  const show = ['ip', '-n', space, 'route', 'get', target];
  const what = `route to ${target}`;
  const look = from.host.close?.spaces.get(space);
  const asked = look?.routes.get(target);
  const isOther = asked?.kind !== 'sent' || asked.device !== route?.route.device;
  if (route && !route.isDead && asked && isOther) {
    const where = { what, device: route.route.device ?? '', host: from.host.name, inside: space, show };
    const policy = policyFact(asked, look?.rules ?? [], where);
    if (policy) return policy;
  }
  if (!route) {
    const sentence = `No network of ${from.label} leads to ${target}: put a router on one of them, and give the namespace its route (ip -n ${space} route add ${target} via …).`;
    const fix: Fix | null = owner?.apart ? null : { kind: 'advice', sentence };
    return fact('wrong', what, null, 'none', { show, fix });
  }
  const words = routeWords(route);
  if (route.isDead) return fact('wrong', what, null, words, { show, fix: awayFix(from, route) });
  return right(what, words, { show });
}

/** Where a packet goes that takes no network of Overlane's. */
function end(scene: AddressScene, heard: Heard | null): Hop[] {
  const { from, route } = scene;
  const device = route?.isDead === false ? route.route.device : null;
  const hops: Hop[] = [];
  if (device !== null) {
    const space = from.veth.namespace;
    const link = from.found.inside.get(space)?.get(device);
    const show = ['ip', '-n', space, '-d', 'link', 'show', 'dev', device];
    const peer = link && from.found.pairs.get(link);
    const facts = [fact('unknown', 'device', null, 'none of Overlane’s', { show })];
    if (link) {
      const state = link.up && link.carrier ? 'up' : link.up ? 'no carrier' : 'down';
      facts.push(
        state === 'up' ? right('state', state, { show }) : fact('wrong', 'state', 'up', state, { show }),
      );
    }
    if (peer) facts.push(right('other end', placeOf(from, peer.name), { show }));
    hops.push(hop(from, 'interface', device, space, facts));
  }
  return [...hops, ...beyond(scene, heard)];
}

function placeOf({ found, host }: Site, name: string): string {
  for (const [space, links] of found.inside) {
    const link = links.get(name);
    if (link && found.pairs.has(link)) return `${name} in ${space} on ${host.name}`;
  }
  return `${name} on ${host.name}`;
}

/** A router, where the next address is not the target; and whose the target is. */
function beyond(scene: AddressScene, heard: Heard | null, router?: Keeper): Hop[] {
  const { target, next, owner, from } = scene;
  const hops: Hop[] = [];
  if (router && next !== target) {
    const { site, namespace } = router;
    const name = namespace ?? site.host.name;
    hops.push(hop(site, namespace === null ? 'host' : 'namespace', name, null, routerFacts(router, target)));
  }
  if (next === target) return hops;
  const show = ['ip', '-n', from.veth.namespace, 'route', 'get', target];
  if (!owner) {
    const found = 'nobody that Overlane reads';
    return [...hops, hop(from, 'address', target, null, [fact('unknown', 'holder', null, found, { show })])];
  }
  const isBreach = owner.apart !== null && heard?.reached === true;
  const held = isBreach
    ? fact('risky', 'holder', `out of reach, as ${owner.apart}`, owner.words, { show })
    : right('holder', owner.words, { show });
  const at = { hostId: owner.hostId, host: owner.host };
  return [...hops, { ...hop(from, 'address', target, null, [held]), ...at }];
}

/** Nobody that is read has the address: who answered for it, or that nobody did. */
function nobody(input: PathInput, { from, target }: AddressScene, next: string, heard: Heard | null): Hop {
  const space = from.veth.namespace;
  const show = ['ip', '-n', space, 'neigh', 'show', next];
  const observed = heard?.after ?? from.host.observed;
  const entry = observed?.namespaces
    .find(({ name }) => name === space)
    ?.neighbours.find(({ address, device }) => address === next && device === from.veth.namespaceEnd.name);
  const mac = entry?.mac ?? null;
  const hosts = [...input.hosts.values()].filter(({ desired }) =>
    desired.bridges.some(({ networkId }) => networkId === from.network.id),
  );
  const looked = `nobody on ${hosts
    .filter(({ blind }) => blind === null)
    .map(({ name }) => name)
    .join(', ')}`;
  const what = `holder of ${next}`;
  const at = (one: HopFact) => hop(from, 'address', next, null, [one, ...unseen(hosts)]);
  if (mac !== null && heard?.reached !== false) {
    const where = observed ? behind(from, observed, mac) : '';
    return at(right(what, `${mac}${where}, on no device that Overlane reads`, { show }));
  }
  if (!heard) return at(fact('unknown', what, 'somebody', looked, { show }));
  if (mac !== null && observed) {
    const found = `${mac}${behind(from, observed, mac)} answers for it, and no echo comes back`;
    const sentence = `Look at the device with ${mac}${behind(from, observed, mac)}: it is none that Overlane reads.`;
    return at(fact('wrong', what, null, found, { show, fix: { kind: 'advice', sentence } }));
  }
  const sentence =
    next === target
      ? `Give ${next} to a device on ${from.tenant.name}/${from.network.name}, or ask for an address that somebody has.`
      : `Put the gateway ${next} on ${from.tenant.name}/${from.network.name}, or lead the route to ${target} elsewhere.`;
  return at(fact('wrong', what, 'somebody', looked, { show, fix: { kind: 'advice', sentence } }));
}

/** Hosts of the network that are not read may have whom nobody else has. */
function unseen(hosts: readonly SeenHost[]): HopFact[] {
  return hosts.flatMap(({ blind }) =>
    blind === null ? [] : [fact('unknown', 'host', 'read', blind, { show: [] })],
  );
}

/** `, behind the VTEP 10.10.10.20` */
function behind({ vxlan, bridge }: PathEnd, { fdb }: Observed, mac: string): string {
  const remote = fdb.find((entry) => entry.mac === mac && entry.device === vxlan.name && entry.dst !== null);
  if (remote?.dst) return `, behind the VTEP ${remote.dst}`;
  const local = fdb.find((entry) => entry.mac === mac && entry.master === bridge.name && !entry.self);
  return local ? `, behind the port ${local.device}` : '';
}
