import { parseAddress } from '../../model/address';
import type { ObservedLink, ObservedNamespace } from '../../observe/observed';
import { namespaceDifferences, namespaceEndDifferences } from '../../status/veth';
import type { Fix, Hop, HopFact } from './answer';
import { policyFact } from './close-look';
import { fact, fromDifferences, right } from './facts';
import { addressOf, holdersOf } from './holders';
import { type Chosen, routeTo } from './route';
import type { PathEnd, PathInput, Site } from './scene';
import type { Station } from './station';

/** Attributes of a namespace by which no packet of this path is lost. */
const NOT_ON_THE_WAY = new Set(['alias', 'group', 'lo', 'IPv4 forwarding', 'IPv6 forwarding']);

/** The namespace of an end. */
export function namespaceHop(end: PathEnd): Hop {
  const { name } = end.namespace;
  const show = ['ip', 'netns', 'list'];
  const differences = namespaceDifferences(end.namespace, end.found).filter(
    ({ mending }) =>
      !mending ||
      !NOT_ON_THE_WAY.has(mending.attribute) ||
      mending.attribute === 'presence' ||
      isStranger(end),
  );
  const facts = fromDifferences(end.host, differences, { show });
  return hop(
    end,
    'namespace',
    name,
    null,
    facts.length > 0 ? facts : [right('namespace', 'there', { show })],
  );
}

/** It carries another's mark: then it is none of the endpoint's. */
function isStranger({ found, namespace }: PathEnd): boolean {
  const lo = found.namespaces.get(namespace.name)?.links.find(({ kind }) => kind === 'loopback');
  return lo?.alias !== undefined && lo.alias !== null && lo.alias !== namespace.owner;
}

/** The interface in it: up, with its address, a way to the other end, and the right idea of where that is. */
export function interfaceHop(input: PathInput, end: PathEnd, other: Station): Hop {
  const { namespace, namespaceEnd } = end.veth;
  const space = end.found.namespaces.get(namespace);
  const link = end.found.inside.get(namespace)?.get(namespaceEnd.name);
  const inside = ['ip', '-n', namespace];
  const show = [...inside, 'address', 'show', 'dev', namespaceEnd.name];
  const facts: HopFact[] = [];
  if (space) {
    const differences = namespaceEndDifferences(end.veth, end.found).filter(
      ({ mending }) => mending?.attribute !== 'alias' && mending?.attribute !== 'group',
    );
    // Of other addresses of the interface this path needs none.
    const own = differences.filter(
      ({ mending }) => mending?.attribute !== 'address' || mending.which?.split('/')[0] === end.address,
    );
    facts.push(...fromDifferences(end.host, own, { show }));
    if (link) facts.push(...ofInterface(input, end, other, space, link));
  } else {
    facts.push(fact('symptom', 'interface', 'there', 'missing', { show }));
  }
  return hop(end, 'interface', namespaceEnd.name, namespace, facts);
}

function ofInterface(
  input: PathInput,
  end: PathEnd,
  other: Station,
  space: ObservedNamespace,
  link: ObservedLink,
): HopFact[] {
  return [
    ...(link.up
      ? [right('state', 'up', { show: ['ip', '-n', space.name, 'link', 'show', 'dev', link.name] })]
      : []),
    ...routeFacts(end, other, space, link),
    ...neighbourFacts(end, other, space),
    ...holderFacts(input, end),
    ...settingFacts(end, space),
  ];
}

/** Whether the namespace answers who asks for it. */
function settingFacts({ host, address, veth }: PathEnd, { name }: ObservedNamespace): HopFact[] {
  const look = host.close?.spaces.get(name);
  if (!look) return [];
  const family = parseAddress(address)?.family ?? 4;
  const one = (what: string, found: string, ...keys: string[]) => {
    const sysctl = ['ip', 'netns', 'exec', name, 'sysctl'];
    const argv = [...sysctl, '-w', ...keys.map((key) => `${key}=0`)];
    const sentence = `On ${host.name}, have it answer again: ${argv.join(' ')}`;
    return fact('wrong', what, 'answered', found, {
      show: [...sysctl, ...keys],
      fix: { kind: 'command', host: host.name, argv, sentence },
    });
  };
  const facts: HopFact[] = [];
  // 8: no answer for any of the own addresses; less depends on which address and device is asked (ip-sysctl.rst).
  if (family === 4 && look.arpIgnore === 8) {
    const keys = ['all', veth.namespaceEnd.name].map((device) => `net.ipv4.conf.${device}.arp_ignore`);
    facts.push(one('ARP questions', 'ignored (arp_ignore 8)', ...keys));
  }
  if (look.echoIgnored[family]) {
    const key = family === 4 ? 'net.ipv4.icmp_echo_ignore_all' : 'net.ipv6.icmp.echo_ignore_all';
    facts.push(one('echo requests', 'ignored; what is no ping may pass', key));
  }
  return facts;
}

function routeFacts(end: PathEnd, other: Station, space: ObservedNamespace, link: ObservedLink): HopFact[] {
  const show = ['ip', '-n', space.name, 'route', 'get', other.address];
  const what = `route to ${other.address}`;
  const chosen = routeTo(space.routes, other.address);
  const wanted = `on ${link.name}`;
  const look = end.host.close?.spaces.get(space.name);
  const asked = look?.routes.get(other.address);
  const policy = policyFact(asked, look?.rules ?? [], {
    what,
    device: link.name,
    host: end.host.name,
    inside: space.name,
    show,
  });
  // Routes of an interface go with its state and its address, which are told by themselves.
  const hasAddress = link.addresses.some(({ text }) => text.split('/')[0] === end.address);
  const state = link.up && hasAddress ? 'wrong' : 'symptom';
  const again = `ip -n ${space.name} route replace ${end.network.subnets[0] ?? other.address} dev ${link.name}`;
  const fix = {
    kind: 'command' as const,
    host: end.host.name,
    argv: again.split(' '),
    sentence: `On ${end.host.name}, give the namespace its route again: ${again}`,
  };
  if (asked?.kind === 'local' && policy) return [{ ...policy, fix: ownFix(end, other, space) ?? policy.fix }];
  if (asked?.kind === 'sent' && !policy && (!chosen || chosen.route.device !== link.name)) {
    return [right(what, wanted, { show })];
  }
  if (!chosen) return [fact(state, what, wanted, 'none', { show, fix })];
  const { route, isDead } = chosen;
  const words = routeWords(chosen);
  const away = awayFix(end, chosen);
  if (isDead || route.device !== link.name) return [fact('wrong', what, wanted, words, { show, fix: away })];
  if (route.via !== null) return [fact('risky', what, wanted, words, { show, fix: away })];
  return [policy ?? right(what, words, { show })];
}

/** Takes the other's address away from whichever device of the namespace has it. */
function ownFix({ host }: PathEnd, other: Station, space: ObservedNamespace): Fix | null {
  for (const link of space.links) {
    const address = addressOf(link, other.address);
    if (address === null) continue;
    const argv = ['ip', '-n', space.name, 'address', 'del', address, 'dev', link.name];
    const sentence = `On ${host.name}, take ${other.label}'s address away from ${link.name}: ${argv.join(' ')}`;
    return { kind: 'command', host: host.name, argv, sentence };
  }
  return null;
}

export function routeWords({ route, isDead }: Chosen): string {
  return [
    isDead ? route.type : null,
    route.to,
    route.via && `via ${route.via}`,
    route.device && `on ${route.device}`,
  ]
    .filter(Boolean)
    .join(' ');
}

export function awayFix({ host, veth }: PathEnd, { route, isDead }: Chosen): Fix {
  const argv = ['ip', '-n', veth.namespace, 'route', 'del'];
  if (isDead && route.type) argv.push(route.type);
  argv.push(route.to);
  const sentence = `On ${host.name}, take the route away that leads elsewhere: ${argv.join(' ')}`;
  return { kind: 'command', host: host.name, argv, sentence };
}

/** Where the kernel believes the other end to be. */
function neighbourFacts(end: PathEnd, other: Station, space: ObservedNamespace): HopFact[] {
  const show = ['ip', '-n', space.name, 'neigh', 'show', other.address];
  const what = `neighbour ${other.address}`;
  const entry = space.neighbours.find(
    ({ address, device }) => address === other.address && device === end.veth.namespaceEnd.name,
  );
  const peer = other.mac;
  if (!entry) return [];
  const isLasting = entry.state.includes('PERMANENT') || entry.state.includes('NOARP');
  const forget = ['ip', '-n', space.name, 'neigh', 'del', other.address, 'dev', entry.device];
  const fix = {
    kind: 'command' as const,
    host: end.host.name,
    argv: forget,
    sentence: `On ${end.host.name}, let it be asked for again: ${forget.join(' ')}`,
  };
  if (entry.mac === null) return [fact('symptom', what, peer, entry.state.join(' ') || 'FAILED', { show })];
  if (peer === null || entry.mac === peer) return [right(what, entry.mac, { show })];
  const words = `${entry.mac} ${entry.state.join(' ')}`;
  // What was learned is asked for again before long: only what is answered now stays wrong, and that from before its MAC
  // was changed follows from that.
  const isAnswered = entry.state.includes('REACHABLE') && entry.mac !== other.formerMac;
  if (!isLasting && !isAnswered) return [fact('symptom', what, peer, words, { show })];
  return [fact(isLasting ? 'wrong' : 'risky', what, peer, words, { show, fix })];
}

/** Whoever else has the address or the MAC. */
function holderFacts(input: PathInput, end: PathEnd): HopFact[] {
  const show = ['ip', '-n', end.veth.namespace, 'address', 'show'];
  return holdersOf(input, end).map(({ what, where, fix }) =>
    fact('wrong', what, end.label, `${where} too`, { show, fix }),
  );
}

export function hop(
  end: Pick<Site, 'host'>,
  kind: Hop['object']['kind'],
  name: string,
  namespace: string | null,
  facts: readonly HopFact[],
): Hop {
  const { hostId, name: host, heldAt } = end.host;
  return { hostId, host, object: { kind, name, namespace }, heldAt, facts };
}
