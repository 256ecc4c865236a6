import type { ObservedLink } from '../observe/observed';
import type { Component, Room } from './component';
import type { Evidence } from './proposal';
import type { Presence } from './segment';
import { loOf } from './sight';
import { linkWords, listed, vxlanWords } from './words';

/** One thing on one host that Overlane would make otherwise. */
type Note = { about: About; host: string; hostId: string; what: string[]; read: string[] };

/** In the order in which they are told, the gravest first. */
const SENTENCES = {
  addresses: ({ hosts, what }: Told) =>
    `${hosts} ${what}: a tenant reaches its host there; what Overlane makes has no address on the host's side`,
  'link-local': ({ hosts, plural }: Told) =>
    `${hosts} ${plural ? 'answer' : 'answers'} inside the tenant's network at link-local addresses (fe80::): what Overlane makes has none on the host's side`,
  arp: ({ hosts, what, many }: Told) =>
    `on ${hosts}, ${what} ${many ? 'answer' : 'answers'} ARP for every address of the host: a tenant that asks for one of them finds the host`,
  mtu: ({ hosts, what, many }: Told) =>
    `on ${hosts}, ${what} ${many ? 'have' : 'has'} a larger MTU than the tunnel carries: full packets are lost, while a small ping passes`,
  forwarding: ({ hosts, what, many }: Told) =>
    `on ${hosts}, ${what} ${many ? 'forward' : 'forwards'} packets: what Overlane makes is no router`,
  local: ({ hosts, what, many }: Told) =>
    `on ${hosts}, ${what} ${many ? 'have' : 'has'} no local address of its own: should the route change, packets leave from another one`,
  'unseen port': ({ hosts, what, many }: Told) =>
    `on ${hosts}, ${what} ${many ? 'lead' : 'leads'} where nothing can be seen from here (no namespace with a name): it stays in the network, and is nobody's endpoint`,
  'other interface': ({ hosts, what, many }: Told) =>
    `on ${hosts}, ${what} ${many ? 'are' : 'is'} in no network that was found, and stays there`,
  lifetime: ({ hosts, what, many }: Told) =>
    `on ${hosts}, ${what} ${many ? 'have' : 'has'} addresses with a lifetime (DHCP or SLAAC) besides: these stay the tenant's own doing`,
  lo: ({ hosts, what }: Told) =>
    `on ${hosts}, lo is down in ${what}: programs there cannot talk to themselves`,
} satisfies Record<string, (told: Told) => string>;

type About = keyof typeof SENTENCES;
/** `plural`: several hosts; `many`: `what` is several things. */
type Told = { hosts: string; plural: boolean; what: string; many: boolean };

/** What Overlane would have made otherwise and leaves as it was found, each thing once for all hosts. */
export function kept({ segments, rooms }: Component): Evidence[] {
  const notes = [
    ...segments.flatMap(({ presences }) => presences.flatMap(presenceNotes)),
    ...rooms.flatMap(roomNotes),
  ];
  return (Object.keys(SENTENCES) as About[]).flatMap((about) => {
    const own = notes.filter((note) => note.about === about);
    const [first] = own;
    if (!first) return [];
    const hosts = [...new Set(own.map(({ host }) => host))];
    const what = [...new Set(own.flatMap((note) => note.what))];
    const told = {
      hosts: listed(hosts),
      plural: hosts.length > 1,
      what: listed(what),
      many: what.length > 1,
    };
    return [
      {
        sentence: SENTENCES[about](told),
        hostId: hosts.length === 1 ? first.hostId : null,
        read: own.map(({ host, read }) => read.map((line) => `${host}: ${line}`).join('\n')).join('\n'),
      },
    ];
  });
}

function presenceNotes(presence: Presence): Note[] {
  const { sight, bridge, vxlan, settings, seats, others } = presence;
  const { name: host, id: hostId } = sight.host;
  const note = (about: About, what: string[], read: string[]): Note => ({ about, host, hostId, what, read });
  const devices = [bridge, vxlan, ...seats.map(({ hostEnd }) => hostEnd)];
  const global = devices.filter(({ addresses }) => addresses.some(({ scope }) => scope !== 'link'));
  const local = devices.filter(({ addresses }) => addresses.some(({ scope }) => scope === 'link'));
  const large = seats.filter(({ inside }) => inside.mtu > vxlan.mtu);
  return [
    ...(global.length > 0
      ? [
          note(
            'addresses',
            global.map((link) => `has ${addressesOf(link)} on ${link.name}`),
            global.map(linkWords),
          ),
        ]
      : []),
    ...(local.length > 0 ? [note('link-local', [], local.map(linkWords))] : []),
    ...(bridge.noArp ? [] : [note('arp', [bridge.name], [linkWords(bridge)])]),
    ...large.map(({ inside, namespace }) =>
      note(
        'mtu',
        [`${inside.name} in ${namespace.name} (${inside.mtu}, tunnel ${vxlan.mtu})`],
        [linkWords(inside), linkWords(vxlan)],
      ),
    ),
    ...(settings.local === null ? [note('local', [vxlan.name], [vxlanWords(presence)])] : []),
    // Of a container, most likely; ports of other kinds are obstacles.
    ...others
      .filter(({ kind }) => kind === 'veth')
      .map((port) => note('unseen port', [`${port.name} in ${bridge.name}`], [linkWords(port)])),
  ];
}

function roomNotes({ sight, namespace, wires }: Room): Note[] {
  const { name: host, id: hostId } = sight.host;
  const { name, forwarding } = namespace;
  const note = (about: About, what: string, links: ObservedLink[]): Note => ({
    about,
    host,
    hostId,
    what: [what],
    read: links.map((link) => `${name}: ${linkWords(link)}`),
  });
  const lo = loOf(namespace);
  const known = new Set(wires.map(({ seat }) => seat.inside));
  const extra = namespace.links.filter(
    (link) => link.kind !== 'loopback' && !known.has(link) && (link.up || link.addresses.length > 0),
  );
  const leased = wires
    .map(({ seat }) => seat.inside)
    .filter(({ addresses }) => addresses.some((one) => one.dynamic));
  return [
    ...(forwarding.ipv4 || forwarding.ipv6 ? [note('forwarding', name, [])] : []),
    ...(lo && !lo.up ? [note('lo', name, [lo])] : []),
    ...extra.map((link) => note('other interface', `${link.name} in ${name}`, [link])),
    ...leased.map((link) => note('lifetime', `${link.name} in ${name}`, [link])),
  ];
}

function addressesOf(link: ObservedLink): string {
  return listed(link.addresses.filter(({ scope }) => scope !== 'link').map(({ text }) => text));
}
