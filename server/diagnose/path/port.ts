import { parseAddress } from '../../model/address';
import type { FdbEntry } from '../../observe/observed';
import { bridgeDifferences } from '../../status/bridge';
import { hostEndDifferences } from '../../status/veth';
import type { Hop, HopFact } from './answer';
import { bridgeFlagFacts, flagFacts, isHeld } from './close-look';
import { fact, fromDifferences, right } from './facts';
import { hop } from './inside';
import type { PathEnd, Site } from './scene';
import { portOf, type Station } from './station';

const NOT_ON_THE_WAY = new Set(['alias', 'group', 'addrgenmode', 'arp', 'address']);

/** The host end of an endpoint's pair: up, and a port of the bridge that forwards. */
export function hostEndHop(end: PathEnd, other: Station): Hop {
  const { hostEnd, namespaceEnd, namespace } = end.veth;
  const show = ['ip', '-d', 'link', 'show', 'dev', hostEnd.name];
  const link = end.found.links.get(hostEnd.name);
  const hasBridge = end.found.links.get(hostEnd.bridge)?.kind === 'bridge';
  const inside = end.found.inside.get(namespace)?.get(namespaceEnd.name);
  const differences = hostEndDifferences(end.veth, end.found).filter(
    ({ mending }) => !mending || !NOT_ON_THE_WAY.has(mending.attribute),
  );
  const facts = fromDifferences(end.host, differences, {
    show,
    isSymptom: ({ what, mending, expected }) =>
      // Carrier comes from the other end, ports go with their bridge, and a pair goes with its namespace.
      (what === 'carrier' && !inside?.up) ||
      (mending?.attribute === 'master' && !hasBridge && expected !== null) ||
      (mending?.attribute === 'presence' && !end.found.namespaces.has(namespace)),
  });
  if (link && facts.length === 0) facts.push(right('state', `up, port of ${hostEnd.bridge}`, { show }));
  if (link) {
    facts.push(...portFacts(end, link.name, link.portState, link.up && link.carrier));
    const beside = portOf(end, other);
    facts.push(...flagFacts(end, link.name, { beside, family: familyOf(end.address) }));
  }
  return hop(end, 'host-end', hostEnd.name, null, facts);
}

/** The bridge between them: up, and with the right idea of behind which port each station is. */
export function bridgeHop(site: Site, stations: readonly Station[]): Hop {
  const { name } = site.bridge;
  const show = ['ip', '-d', 'link', 'show', 'dev', name];
  const differences = bridgeDifferences(site.bridge, site.found).filter(
    ({ mending }) => !mending || !NOT_ON_THE_WAY.has(mending.attribute),
  );
  const own = site.found.links.get(name);
  const behind = stations.map((station) => ({ station, port: portOf(site, station) }));
  const ports = [...new Set([site.vxlan.name, ...behind.map(({ port }) => port)])]
    .filter((port) => port !== null)
    .map((port) => site.found.links.get(port));
  const facts = fromDifferences(site.host, differences, {
    show,
    // The MTU of a bridge is that of its least port, and back at 1500 without its VXLAN interface.
    isSymptom: ({ mending }) =>
      mending?.attribute === 'mtu' &&
      ports.some((port) => port?.master !== name || (port.mtu === own?.mtu && port.mtu !== site.bridge.mtu)),
  });
  if (facts.length === 0) facts.push(right('state', 'up', { show }));
  const devices = behind.map(({ port }) => port).filter((port) => port !== null);
  facts.push(...bridgeFlagFacts(site, devices));
  facts.push(
    ...behind.flatMap(({ station, port }) => (port === null ? [] : stationFacts(site, station, port))),
  );
  return hop(site, 'bridge', name, null, facts);
}

function familyOf(address: string): 4 | 6 {
  return parseAddress(address)?.family ?? 4;
}

/** What spanning tree, or somebody, made of a port. */
export function portFacts(end: Site, device: string, state: string | null, isUp: boolean): HopFact[] {
  if (state === null || state === 'forwarding') return [];
  const show = ['bridge', '-d', 'link', 'show', 'dev', device];
  // A port is disabled while it, its carrier or its bridge is down.
  const isBridgeUp = end.found.links.get(end.bridge.name)?.up === true;
  const argv = ['bridge', 'link', 'set', 'dev', device, 'state', '3'];
  return [
    fact(
      isUp && isBridgeUp && !isHeld(end, device) ? 'wrong' : 'symptom',
      'port state',
      'forwarding',
      state,
      {
        show,
        fix: {
          kind: 'command',
          host: end.host.name,
          argv,
          sentence: `On ${end.host.name}, let the port forward: ${argv.join(' ')}`,
        },
      },
    ),
  ];
}

/** Behind which port the bridge has the MAC of an end. */
function stationFacts(at: Site, station: Station, port: string): HopFact[] {
  const { mac } = station;
  if (mac === null) return [];
  const show = ['bridge', 'fdb', 'show', 'br', at.bridge.name];
  const entries = entriesOf(at, mac);
  const elsewhere = entries.filter(({ device }) => device !== port);
  const what = `port of ${mac} (${station.label})`;
  if (elsewhere.length === 0) return entries.length > 0 ? [right(what, port, { show })] : [];
  return elsewhere.map(({ device, state }) => {
    // Even a written one goes along with the station's next frame, so that it may be there by now.
    const argv = ['bridge', 'fdb', 'replace', mac, 'dev', port, 'master', 'dynamic'];
    const isWritten = state !== '';
    return fact(
      isWritten ? 'wrong' : 'risky',
      what,
      port,
      `${device}${isWritten ? `, ${state}` : ', learned'}`,
      {
        show,
        fix: {
          kind: 'command',
          host: at.host.name,
          argv,
          sentence: `On ${at.host.name}, have it learned again: ${argv.join(' ')}`,
        },
      },
    );
  });
}

/** Entries of the bridge itself: those that a port has as its own (`self`) lead nowhere. */
function entriesOf(at: Site, mac: string): FdbEntry[] {
  const entries: FdbEntry[] = [];
  for (const list of at.found.fdb.values()) {
    for (const entry of list) {
      if (entry.mac === mac && entry.master === at.bridge.name && !entry.self) entries.push(entry);
    }
  }
  return entries;
}
