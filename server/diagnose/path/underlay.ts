import type { Carriage } from '../../live/carriage';
import { parseAddress } from '../../model/address';
import { VXLAN_OVERHEAD } from '../../model/mtu';
import type { Hop, HopFact } from './answer';
import { fact, right } from './facts';
import { hop } from './inside';
import { routeTo } from './route';
import type { Site } from './scene';

/** The host's own device below the tunnel: none of ours, so what is wrong with it is for its administrator. */
export function underlayHop(end: Site, peer: string): Hop {
  const { device } = end.vxlan;
  const own = end.host.desired.underlay?.address ?? '';
  const show = ['ip', 'address', 'show', 'dev', device];
  const link = end.found.links.get(device);
  const facts: HopFact[] = [];
  const command = (argv: string[], why: string) => ({
    kind: 'command' as const,
    host: end.host.name,
    argv,
    sentence: `On ${end.host.name}, ${why}: ${argv.join(' ')}`,
  });
  if (!link) {
    const sentence = `On ${end.host.name} there is no ${device}: bring it back, or choose the device that took its place.`;
    facts.push(fact('wrong', 'device', 'there', 'missing', { show, fix: { kind: 'advice', sentence } }));
    return hop(end, 'underlay', device, null, facts);
  }
  if (link.up && link.carrier) facts.push(right('state', 'up', { show }));
  else if (!link.up) {
    const fix = command(['ip', 'link', 'set', 'dev', device, 'up'], 'bring the underlay up');
    facts.push(fact('wrong', 'state', 'up', 'down', { show, fix }));
  } else {
    const sentence = `${device} of ${end.host.name} has no carrier: look at its cable, its port of the switch, or what it hangs on.`;
    facts.push(fact('wrong', 'carrier', 'there', 'missing', { show, fix: { kind: 'advice', sentence } }));
  }
  const address = link.addresses.find(({ text }) => text.split('/')[0] === own);
  if (address) facts.push(right('VTEP address', own, { show }));
  else {
    const elsewhere = [...end.found.links.values()].find(({ addresses }) =>
      addresses.some(({ text }) => text.split('/')[0] === own),
    );
    const sentence = `Give ${device} of ${end.host.name} its VTEP address ${own} again, or choose the address that it has now.`;
    facts.push(
      fact('wrong', 'VTEP address', own, elsewhere ? `on ${elsewhere.name}` : 'missing', {
        show,
        fix: { kind: 'advice', sentence },
      }),
    );
  }
  facts.push(...routeFacts(end, peer, link.up && address !== undefined));
  facts.push(...mtuFacts(end, link.mtu, peer));
  return hop(end, 'underlay', device, null, facts);
}

function routeFacts(end: Site, peer: string, isStanding: boolean): HopFact[] {
  const show = ['ip', 'route', 'get', peer];
  const what = `route to the VTEP ${peer}`;
  const routes = end.host.observed?.routes ?? [];
  const chosen = routeTo(routes, peer);
  const { device } = end.vxlan;
  const sentence = `On ${end.host.name}, VTEP ${peer} must be reached by ${device}: look at its routes (ip route get ${peer}).`;
  const fix = { kind: 'advice' as const, sentence };
  const facts: HopFact[] = [];
  if (!chosen)
    facts.push(fact(isStanding ? 'wrong' : 'symptom', what, `by ${device}`, 'none', { show, fix }));
  else if (chosen.isDead)
    facts.push(fact('wrong', what, `by ${device}`, chosen.route.type ?? 'dead', { show, fix }));
  // A packet of a device that is bound to `dev` leaves there whatever the route says.
  else if (chosen.route.device !== device) {
    facts.push(fact('risky', what, `by ${device}`, `by ${chosen.route.device ?? 'nothing'}`, { show, fix }));
  } else {
    facts.push(right(what, `${chosen.route.via ? `via ${chosen.route.via} ` : ''}by ${device}`, { show }));
    facts.push(...neighbourFacts(end, chosen.route.via ?? peer));
  }
  return facts;
}

function neighbourFacts(end: Site, next: string): HopFact[] {
  const entry = end.host.observed?.neighbours.find(
    ({ address, device }) => address === next && device === end.vxlan.device,
  );
  if (!entry) return [];
  const show = ['ip', 'neigh', 'show', next];
  const what = `neighbour ${next}`;
  if (entry.mac !== null) return [right(what, `${entry.mac} ${entry.state.join(' ')}`, { show })];
  return [fact('symptom', what, 'a MAC', entry.state.join(' ') || 'FAILED', { show })];
}

function mtuFacts(end: Site, mtu: number, peer: string): HopFact[] {
  const inner = end.found.links.get(end.vxlan.name)?.mtu;
  if (inner === undefined) return [];
  const family = parseAddress(peer)?.family ?? 4;
  const needed = inner + VXLAN_OVERHEAD[family];
  const show = ['ip', 'link', 'show', 'dev', end.vxlan.device];
  if (mtu >= needed) return [right('MTU', `${mtu}, room for ${inner} in the tunnel`, { show })];
  const sentence = `Give ${end.vxlan.device} of ${end.host.name} an MTU of ${needed}, or the network one of ${mtu - VXLAN_OVERHEAD[family]}.`;
  return [
    fact('risky', 'MTU', `at least ${needed}`, String(mtu), { show, fix: { kind: 'advice', sentence } }),
  ];
}

/** From one VTEP to the other: what the last probe of the underlay found. */
export function wayHop(from: Site, to: Site, carriage: Carriage | undefined): Hop {
  const target = to.host.desired.underlay?.address ?? '';
  const source = from.host.desired.underlay?.address ?? '';
  const show = ['ping', '-c', '3', '-I', source, target];
  const what = `underlay from ${source} to ${target}`;
  const facts: HopFact[] = [];
  if (!carriage) facts.push(fact('unknown', what, 'carries', 'not probed yet', { show }));
  else if (carriage.received > 0 && carriage.received === carriage.sent) {
    facts.push(right(what, `carries, ${carriage.avgMs ?? '?'} ms`, { show }));
  } else {
    const lost = carriage.sent - carriage.received;
    const found = carriage.error ?? `${lost} of ${carriage.sent} lost`;
    const sentence = `Look at what lies between ${from.host.name} and ${to.host.name}: no tunnel can carry what the underlay does not.`;
    facts.push(
      fact(carriage.received === 0 ? 'wrong' : 'risky', what, 'carries', found, {
        show,
        fix: { kind: 'advice', sentence },
      }),
    );
  }
  return { ...hop(from, 'way', target, null, facts), heldAt: carriage?.at ?? null };
}
