import { FLOOD_MAC } from '../model/vxlan';
import type { Observed, ObservedLink, ObservedNamespace } from '../observe/observed';
import { DOOMED_GROUP } from './ownership';
import type { Batch, Plan } from './plan';

/**
 * The host as it will be once a plan ran to its end, as far as another plan looks: what is made has no counters, and
 * numbers of its own until it is read. Pure; the steps are the lines that line.ts can write.
 */
export function predict(observed: Observed, plan: Plan): Observed {
  const host = new Prediction(observed);
  for (const batch of plan.batches) for (const { line } of batch.steps) host.take(batch, line);
  return host.observed();
}

/** Of a link that is made: 1500 bytes and no address of its own. */
const DEFAULT_MTU = 1500;

class Prediction {
  readonly #root: Place;
  readonly #spaces = new Map<string, Place & { namespace: ObservedNamespace }>();
  readonly #before: Observed;
  #fdb: Observed['fdb'];
  /** Beyond every number that the kernel gave out here. */
  #next: number;

  constructor(before: Observed) {
    this.#before = before;
    this.#root = new Map(before.links.map((link) => [link.name, link]));
    this.#fdb = [...before.fdb];
    for (const namespace of before.namespaces) {
      const links = new Map(namespace.links.map((link) => [link.name, link]));
      this.#spaces.set(namespace.name, Object.assign(links, { namespace }));
    }
    const numbers = [before.links, ...before.namespaces.map(({ links }) => links)]
      .flat()
      .map(({ index }) => index);
    const nsids = before.namespaces.map(({ nsid }) => nsid ?? 0);
    this.#next = Math.max(0, ...numbers, ...nsids) + 1_000_000;
  }

  observed(): Observed {
    return {
      ...this.#before,
      links: [...this.#root.values()],
      fdb: this.#fdb,
      namespaces: [...this.#spaces.values()].map((space) => ({
        ...space.namespace,
        links: [...space.values()],
      })),
    };
  }

  take({ tool, namespace }: Batch, line: readonly string[]): void {
    if (tool === 'sysctl') this.#sysctl(namespace, line);
    else if (tool === 'bridge') this.#entry(line);
    else this.#ip(namespace === null ? this.#root : this.#spaces.get(namespace), line);
  }

  #ip(place: Place | undefined, [object, verb, ...words]: readonly string[]): void {
    if (object === 'netns') {
      const [name = ''] = words;
      if (verb === 'add') this.#addNamespace(name);
      else this.#deleteNamespace(name);
      return;
    }
    if (!place) return;
    const value = (key: string) => wordAfter(words, key);
    if (object === 'addr') this.#address(place, `${verb}`, words[0] ?? '', value('dev') ?? '');
    else if (verb === 'add') this.#add(place, words);
    else if (verb === 'set') this.#set(place, value('dev') ?? '', words.slice(2));
    else if (words[0] === 'group') this.#deleteGroup(place, Number(words[1]));
    else this.#delete(place, value('dev') ?? '');
  }

  #addNamespace(name: string): void {
    const namespace: ObservedNamespace = {
      name,
      nsid: this.#next++,
      unreadable: null,
      readAt: this.#before.readAt,
      links: [],
      routes: [],
      neighbours: [],
      // A new namespace inherits the forwarding of the machine's first one.
      forwarding: { ...this.#before.forwarding },
    };
    const lo: ObservedLink = { ...this.#link('lo', 'loopback', []), mtu: 65_536, index: 1 };
    this.#spaces.set(name, Object.assign(new Map([['lo', lo]]), { namespace }));
  }

  #deleteNamespace(name: string): void {
    const space = this.#spaces.get(name);
    if (!space) return;
    for (const link of [...space.values()]) this.#delete(space, link.name);
    this.#spaces.delete(name);
  }

  #add(place: Place, words: readonly string[]): void {
    const name = wordAfter(words, 'name') ?? '';
    const peerAt = words.indexOf('peer');
    const own = peerAt < 0 ? words : words.slice(0, peerAt);
    const kind = wordAfter(words, 'type');
    if (kind === 'bridge') place.set(name, this.#link(name, 'bridge', own));
    if (kind === 'vxlan') this.#addVxlan(place, name, own);
    if (kind === 'veth') this.#addPair(place, name, own, words.slice(peerAt));
  }

  #addVxlan(place: Place, name: string, words: readonly string[]): void {
    place.set(name, {
      ...this.#link(name, 'vxlan', words),
      vxlan: {
        vni: Number(wordAfter(words, 'id')),
        port: Number(wordAfter(words, 'dstport')),
        local: wordAfter(words, 'local'),
        remote: null,
        device: wordAfter(words, 'dev'),
        learning: true,
        ageing: 300,
      },
    });
  }

  #addPair(place: Place, name: string, words: readonly string[], peer: readonly string[]): void {
    const space = this.#spaces.get(wordAfter(peer, 'netns') ?? '');
    if (!space) return;
    // The kernel numbers a namespace when the first pair leads there.
    const nsid = space.namespace.nsid ?? this.#next++;
    space.namespace = { ...space.namespace, nsid };
    const inside = wordAfter(peer, 'name') ?? '';
    const [one, other] = [this.#link(name, 'veth', words), this.#link(inside, 'veth', peer)];
    place.set(name, { ...one, peer: { index: other.index, nsid } });
    space.set(inside, { ...other, peer: { index: one.index, nsid: 0 } });
  }

  #link(name: string, kind: ObservedLink['kind'], words: readonly string[]): ObservedLink {
    const like = this.#before.links.some(({ addrgenmode }) => addrgenmode !== null);
    return {
      index: this.#next++,
      name,
      kind,
      kindName: kind,
      flags: [],
      up: false,
      carrier: false,
      noArp: false,
      operstate: 'DOWN',
      mtu: Number(wordAfter(words, 'mtu') ?? DEFAULT_MTU),
      mac: wordAfter(words, 'address'),
      master: null,
      group: Number(wordAfter(words, 'group') ?? 0),
      alias: null,
      addrgenmode: like ? 'eui64' : null,
      peer: null,
      addresses: [],
      stats: NO_STATS,
      vxlan: null,
      portState: null,
    };
  }

  #set(place: Place, name: string, words: readonly string[]): void {
    const link = place.get(name);
    if (!link) return;
    if (words[0] === 'type') {
      if (link.vxlan) place.set(name, { ...link, vxlan: { ...link.vxlan, local: words[3] ?? null } });
      return;
    }
    const next = { ...link };
    for (let i = 0; i < words.length; i++) {
      const word = words[i];
      if (word === 'up' || word === 'down') next.up = word === 'up';
      else if (word === 'nomaster') next.master = null;
      else settle(next, `${word}`, words[++i] ?? '');
    }
    place.set(name, next);
  }

  #delete(place: Place, name: string): void {
    const link = place.get(name);
    if (!link) return;
    place.delete(name);
    for (const port of place.values()) {
      if (port.master === name) place.set(port.name, { ...port, master: null, portState: null });
    }
    if (place === this.#root) this.#fdb = this.#fdb.filter(({ device }) => device !== name);
    if (link.kind === 'veth' && link.peer) this.#deletePeer(link, link.peer);
  }

  /** The other end names this one by its number, from wherever it is. */
  #deletePeer(link: ObservedLink, peer: NonNullable<ObservedLink['peer']>): void {
    for (const place of [this.#root, ...this.#spaces.values()]) {
      for (const other of place.values()) {
        if (other.kind !== 'veth' || other.index !== peer.index || other.peer?.index !== link.index) continue;
        place.delete(other.name);
        return;
      }
    }
  }

  #deleteGroup(place: Place, group: number): void {
    for (const link of [...place.values()]) {
      if (link.group === group && group === DOOMED_GROUP) this.#delete(place, link.name);
    }
  }

  #address(place: Place, verb: string, text: string, device: string): void {
    const link = place.get(device);
    if (!link) return;
    const left = link.addresses.filter((address) => address.text !== text);
    const family = text.includes(':') ? 6 : 4;
    const added = { text, family, scope: 'global', tentative: false } as const;
    place.set(device, { ...link, addresses: verb === 'del' ? left : [...left, added] });
  }

  #entry(words: readonly string[]): void {
    const [, verb, mac = FLOOD_MAC] = words;
    const device = wordAfter(words, 'dev') ?? '';
    const dst = wordAfter(words, 'dst');
    if (verb === 'del') {
      this.#fdb = this.#fdb.filter(
        (entry) =>
          entry.device !== device || entry.mac !== mac || entry.dst !== dst || !hasOverrides(entry, words),
      );
      return;
    }
    const fresh = { mac, device, master: null, dst, vlan: null, state: 'permanent', self: true };
    this.#fdb = [...this.#fdb, { ...fresh, used: null, updated: null }];
  }

  #sysctl(namespace: string | null, settings: readonly string[]): void {
    const space = this.#spaces.get(namespace ?? '');
    if (!space) return;
    for (const setting of settings) {
      const [key, value] = setting.split('=');
      const { forwarding } = space.namespace;
      const family = key === 'net.ipv4.ip_forward' ? 'ipv4' : 'ipv6';
      space.namespace = { ...space.namespace, forwarding: { ...forwarding, [family]: value !== '0' } };
    }
  }
}

type Place = Map<string, ObservedLink>;

const NO_STATS = {
  rxBytes: 0,
  rxPackets: 0,
  rxErrors: 0,
  rxDropped: 0,
  txBytes: 0,
  txPackets: 0,
  txErrors: 0,
  txDropped: 0,
};

function wordAfter(words: readonly string[], key: string): string | null {
  const at = words.indexOf(key);
  return at < 0 ? null : (words[at + 1] ?? null);
}

function settle(link: ObservedLink, key: string, value: string): void {
  if (key === 'master') link.master = value;
  else if (key === 'mtu') link.mtu = Number(value);
  else if (key === 'address') link.mac = value;
  else if (key === 'group') link.group = Number(value);
  else if (key === 'alias') link.alias = value === '' ? null : value;
  else if (key === 'addrgenmode') link.addrgenmode = value;
  else if (key === 'arp') link.noArp = value === 'off';
}

function hasOverrides(entry: Observed['fdb'][number], words: readonly string[]): boolean {
  const own = (key: string, value: string | number | null | undefined) =>
    (wordAfter(words, key) ?? '') === String(value ?? '');
  return own('via', entry.via) && own('port', entry.port) && own('vni', entry.vni);
}
