import { parseAddress } from '../../model/address';
import { VXLAN_OVERHEAD } from '../../model/mtu';
import type { Fix, Hop, HopFact } from './answer';
import { policyFact } from './close-look';
import { fact, right } from './facts';
import { hop } from './inside';
import { type Chosen, routeTo } from './route';
import type { PathInput, Site } from './scene';

const ROUTE_TO = 'route to the VTEP';

/** The host's own device below the tunnel: none of ours, so what is wrong with it is for its administrator. */
export function underlayHop(end: Site, other: Site): Hop {
  const peer = other.host.desired.underlay?.address ?? '';
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
  facts.push(...routeFacts(end, other, link.up && address !== undefined));
  facts.push(...mtuFacts(end, link.mtu, peer));
  return hop(end, 'underlay', device, null, facts);
}

function routeFacts(end: Site, other: Site, isStanding: boolean): HopFact[] {
  const peer = other.host.desired.underlay?.address ?? '';
  const show = ['ip', 'route', 'get', peer];
  const what = `${ROUTE_TO} ${peer}`;
  const routes = end.host.observed?.routes ?? [];
  const chosen = routeTo(routes, peer);
  const { device } = end.vxlan;
  const sentence = `On ${end.host.name}, VTEP ${peer} must be reached by ${device}: look at its routes (ip route get ${peer}).`;
  const fix = { kind: 'advice' as const, sentence };
  const facts: HopFact[] = [];
  if (!chosen)
    facts.push(fact(isStanding ? 'wrong' : 'symptom', what, `by ${device}`, 'none', { show, fix }));
  else if (chosen.isDead)
    facts.push(
      fact('wrong', what, `by ${device}`, chosen.route.type ?? 'dead', {
        show,
        fix: awayFix(end, chosen) ?? fix,
      }),
    );
  // A packet of a device that is bound to `dev` leaves there whatever the route says.
  else if (chosen.route.device !== device) {
    facts.push(
      fact('risky', what, `by ${device}`, `by ${chosen.route.device ?? 'nothing'}`, {
        show,
        fix: awayFix(end, chosen) ?? fix,
      }),
    );
  } else {
    const { close, name } = end.host;
    const policy = policyFact(close?.routes.get(peer), close?.rules ?? [], {
      what,
      device,
      host: name,
      inside: null,
      show,
    });
    const way = `${chosen.route.via ? `via ${chosen.route.via} ` : ''}by ${device}`;
    facts.push(policy ?? right(what, way, { show }));
    const mac = chosen.route.via === null ? (other.found.links.get(other.vxlan.device)?.mac ?? null) : null;
    facts.push(...neighbourFacts(end, chosen.route.via ?? peer, mac));
    facts.push(...ttlFacts(end, chosen.route.via));
  }
  return facts;
}

/** For a route to that VTEP or its subnet alone; the host's default route serves others too. */
function awayFix({ host }: Site, { route, isDead }: Chosen): Fix | null {
  if (route.to === 'default') return null;
  const device = route.device === null ? [] : ['dev', route.device];
  const argv = ['ip', 'route', 'del', ...(isDead && route.type ? [route.type] : []), route.to, ...device];
  const sentence = `On ${host.name}, take the route away that leads elsewhere: ${argv.join(' ')}`;
  return { kind: 'command', host: host.name, argv, sentence };
}

/** A router takes one from the TTL, and drops what has none left. */
function ttlFacts({ host, vxlan }: Site, via: string | null): HopFact[] {
  const ttl = host.close?.ttls.get(vxlan.name) ?? null;
  if (ttl === null || via === null || ttl > 1) return [];
  const argv = ['ip', 'link', 'set', 'dev', vxlan.name, 'type', 'vxlan', 'ttl', '0'];
  const sentence = `On ${host.name}, let its packets pass routers: ${argv.join(' ')}`;
  return [
    fact('wrong', `TTL of ${vxlan.name}`, 'enough for the routers', String(ttl), {
      show: ['ip', '-d', 'link', 'show', 'dev', vxlan.name],
      fix: { kind: 'command', host: host.name, argv, sentence },
    }),
  ];
}

/** `mac`: what the device at the other end has; null: not known, or a router lies between. */
function neighbourFacts(end: Site, next: string, mac: string | null): HopFact[] {
  const entry = end.host.observed?.neighbours.find(
    ({ address, device }) => address === next && device === end.vxlan.device,
  );
  if (!entry) return [];
  const show = ['ip', 'neigh', 'show', next];
  const what = `neighbour ${next}`;
  const words = `${entry.mac} ${entry.state.join(' ')}`;
  // What was learned may be a proxy's; what was written is asked for no more.
  if (entry.mac !== null && mac !== null && entry.mac !== mac && entry.state.includes('PERMANENT')) {
    const argv = ['ip', 'neigh', 'del', next, 'dev', entry.device];
    const sentence = `On ${end.host.name}, let it be asked for again: ${argv.join(' ')}`;
    const fix = { kind: 'command' as const, host: end.host.name, argv, sentence };
    return [fact('wrong', what, mac, words, { show, fix })];
  }
  if (entry.mac !== null) return [right(what, words, { show })];
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
export function wayHop(input: PathInput, from: Site, to: Site, underlays: readonly Hop[]): Hop {
  const carriage = input.carriage(from.host.hostId, to.host.hostId);
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
    // Probes and their answers go where the hosts' routes lead, and those were told.
    const isMisled = underlays.some(({ facts }) =>
      facts.some((one) => one.what.startsWith(ROUTE_TO) && one.state !== 'right'),
    );
    const state = isMisled ? 'symptom' : carriage.received === 0 ? 'wrong' : 'risky';
    facts.push(
      fact(state, what, 'carries', found, {
        show,
        fix: { kind: 'advice', sentence },
      }),
    );
  }
  if (carriage && carriage.received > 0) facts.push(...fullFacts(input, from, to));
  return { ...hop(from, 'way', target, null, facts), heldAt: carriage?.at ?? null };
}

/** Whether the largest packet of the tunnel passes: switches drop what is too large without a word. */
function fullFacts(input: PathInput, from: Site, to: Site): HopFact[] {
  const full = input.full?.(from.host.hostId, to.host.hostId);
  if (!full) return [];
  const { bytes, carriage } = full;
  const [source, target] = [from, to].map(({ host }) => host.desired.underlay?.address ?? '');
  const argv = underlayPing(source ?? '', target ?? '', bytes);
  const what = `packets of ${bytes} bytes, the tunnel's largest`;
  if (carriage.received > 0) return [right(what, 'carried', { show: argv })];
  const ends = [from, to].map(({ found, vxlan }) => found.links.get(vxlan.device)?.mtu ?? bytes);
  const state = ends.some((mtu) => mtu < bytes) ? 'symptom' : 'risky';
  const sentence = `Between ${from.host.name} and ${to.host.name} something carries less than ${bytes} bytes: raise its MTU, or measure what is carried and lower the network's (MTU).`;
  const fix = { kind: 'advice' as const, sentence };
  return [fact(state, what, 'carried', carriage.error ?? 'lost, while small ones pass', { show: argv, fix })];
}

function underlayPing(source: string, target: string, bytes: number): string[] {
  const headers = parseAddress(target)?.family === 6 ? 48 : 28;
  return ['ping', '-c', '3', '-M', 'do', '-s', String(bytes - headers), '-I', source, target];
}
