import { parseAddress } from '../model/address';
import { FLOOD_MAC } from '../model/vxlan';
import type { FdbEntry } from '../observe/observed';
import type { Evidence } from './proposal';
import type { Presence, Segment } from './segment';
import { vxlanWords } from './words';

/** What is known of all hosts, to say whom an address belongs to. */
export type Vteps = {
  /** Host names by VTEP address. */
  hosts: ReadonlyMap<string, string>;
  /** Host names by any other address that a host has. */
  elsewhere: ReadonlyMap<string, string>;
  /** Names of hosts that could not be read. */
  unread: ReadonlySet<string>;
};

/**
 * Why the VXLAN interfaces of a segment are not those of one network whose hosts all flood to each other, which is what
 * Overlane builds and keeps.
 */
export function meshObstacles(segment: Segment, others: readonly Segment[], vteps: Vteps): Evidence[] {
  return [
    ...segment.presences.flatMap((presence) => [
      ...underlayObstacles(presence),
      ...floodObstacles(presence, segment, others, vteps),
    ]),
    ...twins(segment),
  ];
}

/** The VTEPs of a flood list, in the order of the FDB. */
export function floodList({ sight, vxlan }: Presence): string[] {
  return (sight.written.get(vxlan.name) ?? []).flatMap(({ mac, dst }) =>
    mac === FLOOD_MAC && dst ? [dst] : [],
  );
}

function underlayObstacles(presence: Presence): Evidence[] {
  const { sight, vxlan, settings } = presence;
  const { host } = sight;
  const say = (sentence: string): Evidence => ({ sentence, hostId: host.id, read: vxlanWords(presence) });
  const { underlay } = host;
  if (!underlay) {
    return [
      say(`${host.name} has no underlay yet: choose its underlay device and VTEP address, and look again`),
    ];
  }
  const wrong: Evidence[] = [];
  if (settings.device !== null && settings.device !== underlay.device) {
    wrong.push(
      say(
        `${vxlan.name} on ${host.name} goes over ${settings.device}, and the underlay of that host is ${underlay.device}: choose ${settings.device} as its underlay, or make ${vxlan.name} anew`,
      ),
    );
  }
  if (settings.local !== null && settings.local !== underlay.address) {
    wrong.push(
      say(
        `${vxlan.name} on ${host.name} sends from ${settings.local}, and the VTEP of that host is ${underlay.address}: choose ${settings.local} as its VTEP, or change the device (ip link set dev ${vxlan.name} type vxlan local ${underlay.address})`,
      ),
    );
  }
  return wrong;
}

function floodObstacles(
  presence: Presence,
  segment: Segment,
  others: readonly Segment[],
  vteps: Vteps,
): Evidence[] {
  const { sight, vxlan } = presence;
  const { host } = sight;
  const say = (sentence: string): Evidence => ({ sentence, hostId: host.id, read: vxlanWords(presence) });
  const missing = new Map(
    segment.presences.flatMap(({ sight: other }) =>
      other === sight || !other.host.underlay
        ? []
        : [[other.host.underlay.address, other.host.name] as const],
    ),
  );
  const wrong: Evidence[] = [];
  for (const entry of sight.written.get(vxlan.name) ?? []) {
    const why = entryObstacle(presence, entry, segment, others, vteps);
    if (why !== null) wrong.push(say(why));
    missing.delete(entry.dst ?? '');
  }
  for (const [vtep, name] of missing) {
    wrong.push(
      say(
        `${vxlan.name} on ${host.name} does not flood to ${name} (${vtep}), which has VNI ${segment.vni} too: add the entry (bridge fdb append 00:00:00:00:00:00 dev ${vxlan.name} dst ${vtep}), and look again`,
      ),
    );
  }
  return wrong;
}

function entryObstacle(
  { sight, vxlan, settings }: Presence,
  entry: FdbEntry,
  segment: Segment,
  others: readonly Segment[],
  vteps: Vteps,
): string | null {
  const at = `${vxlan.name} on ${sight.host.name}`;
  const { dst, mac } = entry;
  if (dst === null) return null;
  if (mac !== FLOOD_MAC) {
    return `${at} has an entry for ${mac} that somebody wrote (to ${dst}): Overlane lets the tunnel learn its MACs, and would take the entry away`;
  }
  if (isMulticast(dst)) {
    return `${at} floods to the multicast group ${dst}: Overlane keeps a list of VTEPs instead, so replace the group by the entries of that list`;
  }
  const overrides = [
    ...(entry.port && entry.port !== segment.port ? [`port ${entry.port}`] : []),
    ...(entry.vni && entry.vni !== segment.vni ? [`VNI ${entry.vni}`] : []),
    ...(entry.via && entry.via !== (settings.device ?? entry.via) ? [`by ${entry.via}`] : []),
  ];
  if (overrides.length > 0) {
    return `${at} floods to ${dst} with settings of its own (${overrides.join(', ')}): a network has one VNI and one port on all its hosts`;
  }
  const name = vteps.hosts.get(dst);
  if (name === undefined) {
    const near = vteps.elsewhere.get(dst);
    return near === undefined
      ? `${at} floods to ${dst}, which is no host of this fabric: add that host first, or take the entry away`
      : `${at} floods to ${dst}, which is an address of ${near} but not its VTEP: choose it as the VTEP of ${near}, or change the entry`;
  }
  if (name === sight.host.name) return `${at} floods to ${dst}, which is its own host: take the entry away`;
  if (segment.presences.some((other) => other.sight.host.name === name)) return null;
  if (vteps.unread.has(name)) {
    return `${at} floods to ${name} (${dst}), which could not be read: look again when ${name} can be reached`;
  }
  const otherwise = others.find(
    ({ vni, presences }) => vni === segment.vni && presences.some((other) => other.sight.host.name === name),
  );
  return otherwise
    ? `${at} floods to ${name} on UDP port ${segment.port}, where VNI ${segment.vni} has port ${otherwise.port}: both ends of a tunnel must have the same port`
    : `${at} floods to ${name} (${dst}), where nothing in a bridge has VNI ${segment.vni}: build the other end, or take the entry away`;
}

/** The kernel takes a VNI once per port and family; two of them on a host are two networks. */
function twins({ vni, port, presences }: Segment): Evidence[] {
  const first = new Map<string, Presence>();
  return presences.flatMap((presence) => {
    const { id, name } = presence.sight.host;
    const other = first.get(id);
    if (!other) {
      first.set(id, presence);
      return [];
    }
    const sentence = `${other.vxlan.name} and ${presence.vxlan.name} on ${name} both have VNI ${vni} on port ${port} (one over IPv4, one over IPv6): a network has one VXLAN interface per host`;
    return [{ sentence, hostId: id, read: vxlanWords(presence) }];
  });
}

function isMulticast(text: string): boolean {
  const address = parseAddress(text);
  const [first = 0] = address?.bytes ?? [];
  return address?.family === 4 ? first >= 224 && first <= 239 : first === 0xff;
}
