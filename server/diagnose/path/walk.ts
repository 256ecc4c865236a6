import type { Hop } from './answer';
import { hop, interfaceHop, namespaceHop } from './inside';
import { bridgeHop, hostEndHop } from './port';
import type { PathEnd, PathInput, Site } from './scene';
import { vxlanHop } from './segment';
import { stationOf } from './station';
import { underlayHop, wayHop } from './underlay';

/**
 * Every hop from one end to the other, each with what it must hold for packets there and back. Nothing is taken from a
 * list of known faults: what is on the way must be as intent has it, and lead on to the next hop.
 */
export function walk(input: PathInput, from: PathEnd, to: PathEnd): Hop[] {
  const there = side(input, from, to);
  const back = side(input, to, from).reverse();
  const [down, up] = [there.at(-1), back[0]];
  if (from.host.hostId === to.host.hostId) {
    // One bridge, which each side has looked at from its end.
    return [...there.slice(0, -1), joined(down, up), ...back.slice(1)].filter((one) => one !== null);
  }
  const underlays = [down, up].filter((one) => one !== undefined);
  const ways = [wayHop(input, from, to, underlays), wayHop(input, to, from, underlays)];
  return [...there, ...ways, ...back];
}

/** From the namespace down to the underlay, or to the bridge where the other end is on the same host. */
function side(input: PathInput, end: PathEnd, other: PathEnd): Hop[] {
  if (end.host.blind !== null) return [blindHop(end, end.host.blind)];
  const [own, station] = [stationOf(end), stationOf(other)];
  const upper = [
    namespaceHop(end),
    interfaceHop(input, end, station),
    hostEndHop(end, station),
    bridgeHop(end, [own, station]),
  ];
  if (end.host.hostId === other.host.hostId) return upper;
  return [...upper, vxlanHop(end, own, station), underlayHop(end, other)];
}

export function blindHop(end: Site, why: string): Hop {
  return hop(end, 'host', end.host.name, null, [
    { state: 'unknown', what: 'host', expected: 'read', found: why, show: [], fix: null },
  ]);
}

function joined(first: Hop | undefined, second: Hop | undefined): Hop | null {
  if (!first || !second) return first ?? second ?? null;
  if (first.object.kind !== second.object.kind) return first;
  const known = new Set(first.facts.map(({ what, found }) => `${what} ${found}`));
  return {
    ...first,
    facts: [...first.facts, ...second.facts.filter(({ what, found }) => !known.has(`${what} ${found}`))],
  };
}
