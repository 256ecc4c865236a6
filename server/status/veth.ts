import type { DesiredNamespace, DesiredVeth } from '../compile/desired';
import { isOfOther, pairMisfit } from '../model/veth-pair';
import type { ObservedLink } from '../observe/observed';
import type { ObjectRef } from '../plan/plan';
import {
  type Difference,
  deviceDifferences,
  elsewhere,
  on,
  quietDifferences,
  strayDifferences,
} from './difference';
import type { Compared } from './found';

export function hostEndDifferences(wanted: DesiredVeth, host: Compared): Difference[] {
  return [...ownDifferences(wanted, host), ...strayDifferences(host, wanted.owner)];
}

function ownDifferences(wanted: DesiredVeth, host: Compared): Difference[] {
  const { hostEnd, owner, origin, namespaceEnd } = wanted;
  const object: ObjectRef = { kind: 'veth', name: hostEnd.name, namespace: null };
  const found = host.links.get(hostEnd.name);
  const anew = pairDifferences(wanted, host);
  if (anew.length > 0 || !found) return anew;
  return [
    ...on(object).differs('failed', 'master', 'bridge', hostEnd.bridge, found.master),
    ...deviceDifferences(object, found, { ...hostEnd, owner }),
    ...quietDifferences(object, found, origin),
    ...(found.up && !found.carrier
      ? elsewhere('failed', 'carrier', 'there', `missing: ${namespaceEnd.name} is down or gone`)
      : []),
  ];
}

export function namespaceEndDifferences(wanted: DesiredVeth, host: Compared): Difference[] {
  const { namespaceEnd, namespace, owner, origin } = wanted;
  const object: ObjectRef = { kind: 'veth', name: namespaceEnd.name, namespace };
  const space = host.inside.get(namespace);
  if (!space) return namespaceMissing(namespace);
  const found = space.get(namespaceEnd.name);
  const anew = pairDifferences(wanted, host);
  if (anew.length > 0 || !found) return anew;
  return [
    ...deviceDifferences(object, found, { ...namespaceEnd, owner }),
    ...(origin === 'adopted'
      ? []
      : on(object).differs('failed', 'arp', 'ARP', 'on', found.noArp ? 'off' : 'on')),
    ...addressDifferences(object, found, namespaceEnd.addresses),
  ];
}

/** What of both ends together makes them be made anew; then nothing else of them is told. */
function pairDifferences(
  { hostEnd, namespaceEnd, namespace, owner }: DesiredVeth,
  host: Compared,
): Difference[] {
  const { differs, missing } = on({ kind: 'veth', name: hostEnd.name, namespace: null });
  const outside = host.links.get(hostEnd.name);
  const inside = host.inside.get(namespace)?.get(namespaceEnd.name);
  switch (pairMisfit(outside, inside, host.pairs, owner)) {
    case null:
      return [];
    case 'presence':
      return missing(outside ? 'the namespace end' : inside ? 'the host end' : 'the veth pair');
    case 'kind':
      return differs('failed', 'kind', 'kind', 'veth', outside?.kindName || outside?.kind || null);
    case 'pair':
      return differs('failed', 'pair', 'other end', namespaceEnd.name, 'another device');
    case 'alias': {
      const strange = outside && isOfOther(outside.alias, owner) ? outside : inside;
      return differs('failed', 'alias', 'owner mark', owner, strange?.alias ?? null);
    }
  }
}

function addressDifferences(end: ObjectRef, found: ObservedLink, wanted: readonly string[]): Difference[] {
  const { lacks, hasToo } = on({ ...end, kind: 'address' });
  const there = new Set(found.addresses.map(({ text }) => text));
  return [
    ...wanted.flatMap((text) =>
      there.has(text) ? [] : lacks('failed', 'address', `the address ${text}`, text),
    ),
    ...found.addresses
      .filter(({ text, scope, dynamic }) => scope === 'global' && !dynamic && !wanted.includes(text))
      .flatMap(({ text }) => hasToo('address', 'address', text)),
  ];
}

function namespaceMissing(name: string): Difference[] {
  return on({ kind: 'namespace', name, namespace: null }).missing(`the namespace ${name}`);
}

export function namespaceDifferences(wanted: DesiredNamespace, host: Compared): Difference[] {
  return [...roomDifferences(wanted, host), ...strayDifferences(host, wanted.owner)];
}

function roomDifferences(wanted: DesiredNamespace, host: Compared): Difference[] {
  const { name, owner } = wanted;
  const found = host.namespaces.get(name);
  if (!found) return namespaceMissing(name);
  if (found.unreadable !== null) {
    return elsewhere('failed', 'namespace', 'readable', `unreadable: ${found.unreadable}`);
  }
  const { differs } = on({ kind: 'namespace', name, namespace: null });
  const lo = found.links.find((link) => link.kind === 'loopback');
  const mark = lo?.alias ?? null;
  // Nothing of what another endpoint left in it may stay: it is made anew, and with it all else.
  if (isOfOther(mark, owner)) return differs('failed', 'alias', 'owner mark', owner, mark);
  const marked = differs('degraded', 'alias', 'owner mark', owner, mark);
  if (wanted.origin === 'adopted') return marked;
  return [
    ...marked,
    ...differs('degraded', 'lo', 'lo', 'up', lo?.up ? 'up' : 'down'),
    ...differs('degraded', 'IPv4 forwarding', 'IPv4 forwarding', 'off', found.forwarding.ipv4 ? 'on' : 'off'),
    ...differs('degraded', 'IPv6 forwarding', 'IPv6 forwarding', 'off', found.forwarding.ipv6 ? 'on' : 'off'),
  ];
}
