import { portName } from '../model/vxlan';
import type { Component, Room } from './component';
import type { Described } from './found-tenant';
import { ownAddresses } from './found-tenant';
import type { Evidence } from './proposal';
import type { Segment } from './segment';
import { linkWords, listed, vxlanWords } from './words';

/** What was understood, and from what. */
export function understood(
  component: Component,
  { tenant, prefixFrom }: Described,
  fabricPort: number,
): Evidence[] {
  return [
    ...component.segments.map((segment) => segmentEvidence(segment, fabricPort)),
    ...tenant.networks.flatMap(({ name, subnets }, i) => {
      const segment = component.segments[i];
      return segment && subnets.length > 0
        ? [
            general(
              `${listed(subnets)} ${subnets.length === 1 ? 'is the subnet' : 'are the subnets'} of network ${name}: that is what the addresses say with their prefix lengths`,
            ),
          ]
        : [];
    }),
    ...roomsEvidence(component.rooms),
    general(
      prefixFrom === 'devices'
        ? `the tenant is called ${tenant.name} after its namespaces, and ${tenant.prefix} is what its devices' names begin with`
        : `the tenant is called ${tenant.name} after its namespaces; its devices' names have no beginning in common, so ${tenant.prefix} is made from the name`,
    ),
  ];
}

function segmentEvidence({ vni, port, presences }: Segment, fabricPort: number): Evidence {
  const hosts = presences.map(({ sight }) => sight.host.name);
  const reach =
    presences.length === 1
      ? `is on ${listed(hosts)} only`
      : `is one network on ${listed(hosts)}, which flood to each other`;
  const kept = port === fabricPort ? '' : `; its port stays ${port}`;
  return {
    sentence: `VNI ${vni} on UDP port ${portName(port)} ${reach}${kept}`,
    hostId: null,
    read: presences.map((presence) => `${presence.sight.host.name}: ${vxlanWords(presence)}`).join('\n'),
  };
}

/** As many endpoints as are told one by one. */
const MOST_ROOMS = 6;

function roomsEvidence(rooms: readonly Room[]): Evidence[] {
  const each = rooms.map(roomEvidence);
  if (each.length <= MOST_ROOMS) return each;
  const hosts = [...new Set(rooms.map(({ sight }) => sight.host.name))];
  const sentence = `${rooms.length} namespaces on ${listed(hosts)} are its endpoints, each with a pair into the bridge of its network`;
  return [{ sentence, hostId: null, read: each.map(({ sentence: one }) => one).join('\n') }];
}

function roomEvidence({ sight, namespace, wires }: Room): Evidence {
  const ways = wires.map(
    ({ seat: { hostEnd, inside } }) =>
      `${inside.name} (${ownAddresses(inside).join(', ') || 'no address'}) to ${hostEnd.name} in ${hostEnd.master}`,
  );
  return {
    sentence: `the namespace ${namespace.name} on ${sight.host.name} is an endpoint: ${ways.join(', and ')}`,
    hostId: sight.host.id,
    read: wires
      .flatMap(({ seat }) => [linkWords(seat.hostEnd), `${namespace.name}: ${linkWords(seat.inside)}`])
      .join('\n'),
  };
}

function general(sentence: string): Evidence {
  return { sentence, hostId: null, read: null };
}
