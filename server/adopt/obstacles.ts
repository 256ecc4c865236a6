import { badDeviceName, badNamespaceName } from '../model/device-name';
import type { ObservedLink } from '../observe/observed';
import type { Component, Room } from './component';
import { ownAddresses, subnetOfText } from './found-tenant';
import { meshObstacles, type Vteps } from './mesh';
import type { Evidence } from './proposal';
import type { Presence, Segment } from './segment';
import { holderOf, loOf } from './sight';
import { linkWords } from './words';

/** Why the devices and namespaces of a component cannot be taken over with nothing but marks. */
export function componentObstacles(
  component: Component,
  all: readonly Segment[],
  vteps: Vteps,
  fabric: string,
): Evidence[] {
  return [
    ...component.segments.flatMap((segment) => [
      ...sharedVni(segment, all, component),
      ...meshObstacles(segment, all, vteps),
      ...segment.presences.flatMap((presence) => presenceObstacles(segment, presence)),
    ]),
    ...component.rooms.flatMap((room) => roomObstacles(room, fabric)),
  ];
}

/** A VNI is one network's; of segments that share it, the one on most hosts (then the lowest port) may have it. */
function sharedVni(segment: Segment, all: readonly Segment[], { segments }: Component): Evidence[] {
  const rivals = all.filter((other) => other.vni === segment.vni && other !== segment);
  const better = rivals.find(
    (other) =>
      other.presences.length > segment.presences.length ||
      (other.presences.length === segment.presences.length && other.port < segment.port),
  );
  if (!better) return [];
  const hosts = better.presences.map(({ sight }) => sight.host.name).join(', ');
  const own = segments.includes(better) ? ' of this same tenant' : '';
  const sentence = `VNI ${segment.vni} is found on UDP port ${segment.port} here and on port ${better.port}${own} on ${hosts}: one VNI is one network, so give one of them another VNI or both the same port`;
  return [{ sentence, hostId: null, read: null }];
}

function presenceObstacles(segment: Segment, { sight, bridge, vxlan, seats, others }: Presence): Evidence[] {
  const { host } = sight;
  const say = (sentence: string, link: ObservedLink): Evidence => ({
    sentence,
    hostId: host.id,
    read: linkWords(link),
  });
  const found = [bridge, vxlan].flatMap((link) => deviceObstacles(link, host.name, null, say));
  if (seats.length === 0) {
    const sentence = `${bridge.name} on ${host.name} has VNI ${segment.vni} and no namespace with a name behind it: a network is on a host where an endpoint is, so attach one or take the bridge away`;
    found.push(say(sentence, bridge));
  }
  for (const port of others) {
    if (port.kindName !== '' && port.kind !== 'other' && port.kind !== 'vxlan') continue;
    found.push(
      say(
        port.kind === 'vxlan'
          ? `${bridge.name} on ${host.name} holds ${port.name} too, a second VXLAN interface: it joins two networks into one, which no network of Overlane's is`
          : `${port.name} is a port of ${bridge.name} on ${host.name}: the network goes on there, out of Overlane's sight, so take it out first (ip link set dev ${port.name} nomaster)`,
        port,
      ),
    );
  }
  return found;
}

function roomObstacles({ sight, namespace, wires }: Room, fabric: string): Evidence[] {
  const { host } = sight;
  const say = (sentence: string, link?: ObservedLink): Evidence => ({
    sentence,
    hostId: host.id,
    read: link ? linkWords(link) : null,
  });
  const found: Evidence[] = [];
  const { name } = namespace;
  const badName = badNamespaceName(name);
  if (badName !== null)
    found.push(say(`a namespace on ${host.name} has a name that Overlane does not take: ${badName}`));
  const lo = loOf(namespace);
  const holder = holderOf(lo, fabric);
  if (holder.is === 'other-installation') {
    found.push(
      say(
        `the namespace ${name} on ${host.name} belongs to another installation of Overlane (${holder.fabric})`,
      ),
    );
  } else if (holder.is === 'ours') {
    found.push(
      say(
        `the namespace ${name} on ${host.name} is an endpoint of Overlane's already: take it out of this network, or the network out of it`,
      ),
    );
  } else if (lo?.alias) {
    found.push(
      say(
        `lo in ${name} on ${host.name} has the alias ${JSON.stringify(lo.alias)}, where the owner mark goes: take it away first (ip -n ${name} link set dev lo alias '')`,
      ),
    );
  }
  const joined = new Set<Segment>();
  for (const { segment, seat } of wires) {
    const { hostEnd, inside } = seat;
    found.push(
      ...deviceObstacles(hostEnd, host.name, null, say),
      ...deviceObstacles(inside, host.name, name, say),
      ...addressObstacles(inside, name, host.name, say),
    );
    if (joined.has(segment)) {
      found.push(
        say(
          `${name} on ${host.name} is in the network with VNI ${segment.vni} twice (${inside.name} is its second interface): give one interface both addresses`,
          inside,
        ),
      );
    }
    joined.add(segment);
  }
  return found;
}

type Say = (sentence: string, link: ObservedLink) => Evidence;

/** What holds for every device that gets a mark. */
function deviceObstacles(link: ObservedLink, host: string, namespace: string | null, say: Say): Evidence[] {
  const where = namespace === null ? `on ${host}` : `in ${namespace} on ${host}`;
  const command = namespace === null ? 'ip link' : `ip -n ${namespace} link`;
  const found: Evidence[] = [];
  const bad = badDeviceName(link.name);
  if (bad !== null) found.push(say(`a device ${where} has a name that Overlane does not take: ${bad}`, link));
  if (link.alias) {
    found.push(
      say(
        `${link.name} ${where} has the alias ${JSON.stringify(link.alias)}, where the owner mark goes: take it away first (${command} set dev ${link.name} alias '')`,
        link,
      ),
    );
  }
  if (link.group !== 0) {
    found.push(
      say(
        `${link.name} ${where} is in a link group of somebody's, where Overlane's goes: take it out first (${command} set dev ${link.name} group 0)`,
        link,
      ),
    );
  }
  if (!link.up) {
    found.push(
      say(
        `${link.name} ${where} is down: bring it up first (${command} set dev ${link.name} up), or remove it`,
        link,
      ),
    );
  }
  return found;
}

function addressObstacles(inside: ObservedLink, namespace: string, host: string, say: Say): Evidence[] {
  const where = `${inside.name} in ${namespace} on ${host}`;
  const own = ownAddresses(inside);
  if (own.length === 0) {
    const dynamic = inside.addresses.some(({ dynamic }) => dynamic);
    const why = dynamic ? 'has only addresses with a lifetime (DHCP or SLAAC)' : 'has no address';
    return [say(`${where} ${why}: an endpoint has an address that stays, so give it one`, inside)];
  }
  return own
    .filter((text) => subnetOfText(text) === null)
    .map((text) =>
      say(
        `${text} on ${where} makes no subnet with room for endpoints: give it the prefix length of its network, such as ${text.split('/')[0]}/${text.includes(':') ? 64 : 24}`,
        inside,
      ),
    );
}
