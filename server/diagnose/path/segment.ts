import { parseAddress } from '../../model/address';
import { FLOOD_MAC } from '../../model/vxlan';
import { vxlanDifferences } from '../../status/vxlan';
import type { Hop, HopFact } from './answer';
import { flagFacts } from './close-look';
import { fact, fromDifferences, right } from './facts';
import { hop } from './inside';
import { portFacts } from './port';
import type { Site } from './scene';
import { portOf, type Station } from './station';

const NOT_ON_THE_WAY = new Set(['alias', 'group', 'addrgenmode', 'address']);

/** The VXLAN interface on one side: the right segment, in the bridge, and with the way to the station's VTEP (to all, where it is anywhere). */
export function vxlanHop(end: Site, own: Station, other: Station): Hop {
  const { name } = end.vxlan;
  const show = ['ip', '-d', 'link', 'show', 'dev', name];
  const fdb = ['bridge', 'fdb', 'show', 'dev', name];
  const link = end.found.links.get(name);
  const underlay = end.found.links.get(end.vxlan.device);
  const hasBridge = end.found.links.get(end.bridge.name)?.kind === 'bridge';
  const { vtep } = other;
  const differences = vxlanDifferences(end.vxlan, end.found).filter(({ mending, what, found }) => {
    // The state of the underlay's device is told there, and entries for others are not on this way.
    if (!mending) return !what.endsWith(` of ${end.vxlan.device}`);
    if (mending.attribute === 'flood entry')
      return found !== 'missing' || vtep === null || mending.which === vtep;
    return !NOT_ON_THE_WAY.has(mending.attribute);
  });
  const knows = knownAt(end, other);
  const facts = fromDifferences(end.host, differences, {
    show,
    isSymptom: ({ mending }) =>
      // The kernel deletes a VXLAN interface with the device that it is bound to.
      (mending?.attribute === 'presence' && !underlay) || (mending?.attribute === 'master' && !hasBridge),
  }).map((one): HopFact => {
    if (!one.what.startsWith('flood entry')) return one;
    // What was learned of the other side hides it for as long as it lasts.
    const isHidden = vtep === null || knows === vtep;
    const state = one.found !== 'missing' || isHidden ? 'risky' : 'wrong';
    return { ...one, state, show: fdb };
  });
  if (link && facts.length === 0) {
    facts.push(
      right(
        'segment',
        `VNI ${end.vxlan.vni}, UDP port ${end.vxlan.port}, floods to ${vtep ?? (end.vxlan.flood.join(', ') || 'nobody')}`,
        { show: fdb },
      ),
    );
  }
  if (link?.vxlan) {
    facts.push(...portFacts(end, name, link.portState, link.up));
    facts.push(...stationFacts(end, other, vtep));
    facts.push(...learningFacts(end, link.vxlan.learning));
    const family = parseAddress(other.address)?.family ?? 4;
    facts.push(...flagFacts(end, name, { beside: portOf(end, own), family }));
  }
  return hop(end, 'vxlan', name, null, facts);
}

/** The VTEP behind which the interface has the MAC of the other end; null: it does not know. */
function knownAt(end: Site, other: Station): string | null {
  return entryOf(end, other)?.dst ?? null;
}

function entryOf(end: Site, other: Station) {
  const { mac } = other;
  const entries = end.found.fdb.get(end.vxlan.name) ?? [];
  return mac === null ? undefined : entries.find((entry) => entry.mac === mac && entry.dst !== null);
}

/** An interface that learns nothing sends every frame to all; what was adopted so stays so. */
function learningFacts({ vxlan, host, found }: Site, learns: boolean): HopFact[] {
  const isWritten = (found.fdb.get(vxlan.name) ?? []).some(
    ({ mac, dst, state }) => mac !== FLOOD_MAC && dst !== null && state !== '',
  );
  if (learns || vxlan.origin === 'adopted' || isWritten) return [];
  const argv = ['ip', 'link', 'set', 'dev', vxlan.name, 'type', 'vxlan', 'learning'];
  const sentence = `On ${host.name}, let it learn where stations are: ${argv.join(' ')}`;
  return [
    fact('risky', 'learning', 'on', 'off, so that every frame goes to all VTEPs', {
      show: ['ip', '-d', 'link', 'show', 'dev', vxlan.name],
      fix: { kind: 'command', host: host.name, argv, sentence },
    }),
  ];
}

function stationFacts(end: Site, other: Station, vtep: string | null): HopFact[] {
  const { mac } = other;
  const entry = entryOf(end, other);
  if (mac === null || vtep === null || entry?.dst === undefined || entry.dst === null) return [];
  const show = ['bridge', 'fdb', 'show', 'dev', end.vxlan.name];
  const what = `VTEP of ${mac} (${other.label})`;
  if (entry.dst === vtep) return [right(what, vtep, { show })];
  const argv = ['bridge', 'fdb', 'del', mac, 'dev', end.vxlan.name, 'dst', entry.dst, 'self'];
  const isWritten = entry.state !== '';
  return [
    fact(
      isWritten ? 'wrong' : 'risky',
      what,
      vtep,
      `${entry.dst}${isWritten ? `, ${entry.state}` : ', learned'}`,
      {
        show,
        fix: {
          kind: 'command',
          host: end.host.name,
          argv,
          sentence: `On ${end.host.name}, take the entry away that leads elsewhere: ${argv.join(' ')}`,
        },
      },
    ),
  ];
}
