import type { DesiredNamespace, DesiredVeth } from '../compile/desired';
import { type Difference, deviceDifferences, difference, missing, quietDifferences } from './difference';
import type { HostView } from './reading';

export function hostEndDifferences(
  { hostEnd, owner, namespaceEnd }: DesiredVeth,
  host: HostView,
): Difference[] {
  const found = host.links.get(hostEnd.name);
  if (!found) return missing('the host end');
  if (found.kind !== 'veth') return difference('failed', 'kind', 'veth', found.kindName || found.kind);
  return [
    ...difference('failed', 'bridge', hostEnd.bridge, found.master),
    ...deviceDifferences(found, { ...hostEnd, owner }),
    ...quietDifferences(found),
    ...(found.up && !found.carrier
      ? difference('failed', 'carrier', 'there', `missing: ${namespaceEnd.name} is down or gone`)
      : []),
  ];
}

export function namespaceEndDifferences(wanted: DesiredVeth, host: HostView): Difference[] {
  const { namespaceEnd, namespace, owner } = wanted;
  const space = host.inside.get(namespace);
  if (!space) return missing(`the namespace ${namespace}`);
  const found = space.get(namespaceEnd.name);
  if (!found) return missing('the namespace end');
  if (found.kind !== 'veth') return difference('failed', 'kind', 'veth', found.kindName || found.kind);
  const there = found.addresses.map(({ text }) => text);
  return [
    ...deviceDifferences(found, { ...namespaceEnd, owner }),
    ...difference('failed', 'ARP', 'on', found.noArp ? 'off' : 'on'),
    ...namespaceEnd.addresses.flatMap((text) => (there.includes(text) ? [] : missing(`the address ${text}`))),
    ...found.addresses
      .filter(
        ({ text, scope, dynamic }) =>
          scope === 'global' && !dynamic && !namespaceEnd.addresses.includes(text),
      )
      .flatMap(({ text }) => difference('degraded', 'address', 'none', text)),
  ];
}

export function namespaceDifferences(wanted: DesiredNamespace, host: HostView): Difference[] {
  const found = host.namespaces.get(wanted.name);
  if (!found) return missing(`the namespace ${wanted.name}`);
  if (found.unreadable !== null) {
    return difference('failed', 'namespace', 'readable', `unreadable: ${found.unreadable}`);
  }
  const lo = found.links.find((link) => link.kind === 'loopback');
  return [
    ...difference('degraded', 'owner mark', wanted.owner, lo?.alias ?? null),
    ...difference('degraded', 'lo', 'up', lo?.up ? 'up' : 'down'),
    ...difference('degraded', 'IPv4 forwarding', 'off', found.forwarding.ipv4 ? 'on' : 'off'),
    ...difference('degraded', 'IPv6 forwarding', 'off', found.forwarding.ipv6 ? 'on' : 'off'),
  ];
}
