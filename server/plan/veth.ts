import type { DesiredVeth } from '../compile/desired';
import { addressSteps } from './address';
import { finish, type HostDevice, mendHostDevice, mendInside, mendUp } from './device';
import { type Context, create, type Draft, type Place, presenceOf } from './draft';
import { line } from './line';
import type { View } from './view';

export function vethSteps(wanted: DesiredVeth, host: View): Draft[] {
  const { hostEnd, namespaceEnd, namespace, owner, origin, tenantId } = wanted;
  const outside: Place = {
    stage: 'build',
    tool: 'ip',
    namespace: null,
    key: tenantId,
    object: { kind: 'veth', name: hostEnd.name, namespace: null },
    tenantId,
  };
  const inside: Place = {
    ...outside,
    stage: 'inside',
    namespace,
    object: { kind: 'veth', name: namespaceEnd.name, namespace },
  };
  const outer: HostDevice = { ...hostEnd, owner, origin, arp: 'any' };
  const foundOutside = host.links.get(hostEnd.name);
  const foundInside = host.spaces.get(namespace)?.links.get(namespaceEnd.name);
  // Where one of them is missing or is no end of this pair, the way was made for a new one.
  if (!foundOutside || !foundInside) {
    const room = presenceOf({ kind: 'namespace', name: namespace, namespace: null });
    const bridge = presenceOf({ kind: 'bridge', name: hostEnd.bridge, namespace: null });
    const pair = (place: Place): Context => ({
      ...place,
      mends: [presenceOf(outside.object)],
      needs: [bridge, room],
      follows: room,
    });
    return [
      create(
        pair(outside),
        line.addVeth(wanted),
        `make the veth pair ${hostEnd.name} and, in ${namespace}, ${namespaceEnd.name}`,
      ),
      ...finish(pair(outside), outer, host.ipv6),
      create(pair(inside), line.set(namespaceEnd.name, 'alias', owner), `mark ${namespaceEnd.name} as ours`),
      ...namespaceEnd.addresses.map((address) =>
        create(
          pair({ ...inside, object: { kind: 'address', name: namespaceEnd.name, namespace } }),
          line.addAddress(namespaceEnd.name, address),
          `give ${namespaceEnd.name} the address ${address}`,
        ),
      ),
      create(pair(inside), line.set(namespaceEnd.name, 'up'), `bring ${namespaceEnd.name} up`),
    ];
  }
  return [
    ...mendHostDevice(outside, foundOutside, outer, host.ipv6),
    ...mendInside(inside, foundInside, { ...namespaceEnd, owner, origin }),
    ...addressSteps(inside, foundInside, namespaceEnd.addresses),
    ...mendUp(inside, foundInside),
  ];
}
