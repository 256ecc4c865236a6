import { badNamespaceName } from '../model/device-name';
import type { Intent } from '../model/intent';
import { proposePrefix } from '../model/propose';
import type { Component } from './component';
import type { Segment } from './segment';

const LONGEST = 32;

/** A name that the model takes, as near to the text as it can be, or null where nothing is left of it. */
export function nameFrom(text: string): string | null {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+/, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');
  return plain === '' || badNamespaceName(plain) !== null ? null : plain;
}

/**
 * What people called the tenant: the name that its namespaces have or begin with, else the beginning of its devices'
 * names, else its VNI.
 */
export function tenantName({ segments, rooms }: Component): string {
  const names = rooms.map(({ namespace }) => namespace.name);
  return (
    nameFrom(commonStem(names)) ??
    nameFrom(mostCommon(names) ?? '') ??
    nameFrom(commonStem(segments.flatMap(({ presences }) => presences.map(({ bridge }) => bridge.name)))) ??
    `vni${segments[0]?.vni ?? ''}`
  );
}

/** What the devices' names begin with: `msft` of msft-br, msft-vxl-10 and msft-veth0. */
export function tenantPrefix(
  intent: Intent,
  { segments }: Component,
  name: string,
): { prefix: string; from: 'devices' | 'name' } {
  const stems = segments.flatMap(({ presences }) =>
    presences.flatMap(({ bridge, vxlan, seats }) =>
      [bridge.name, vxlan.name, ...seats.map(({ hostEnd }) => hostEnd.name)].map(
        (device) => /^([a-z][a-z0-9]{0,4})[-_.]/.exec(device)?.[1] ?? '',
      ),
    ),
  );
  const stem = mostCommon(stems.filter((one) => one !== ''));
  const taken = intent.tenants.some(({ prefix }) => prefix === stem);
  // A stem of a few devices only ("br" of br-10) says nothing of the tenant.
  const says = stem !== null && stems.filter((one) => one === stem).length * 2 > stems.length;
  if (says && !taken && !GENERIC.has(stem)) return { prefix: stem, from: 'devices' };
  return { prefix: proposePrefix(intent, name), from: 'name' };
}

const GENERIC = new Set(['br', 'veth', 'vxlan', 'vx', 'vxl', 'v', 'vni', 'ns', 'tap', 'eth']);

/** What the bridges of several networks are called beyond what their names have in common: front of ac-front. */
export function networkNames(segments: readonly Segment[]): string[] {
  const plain = segments.map((_, i) => (i === 0 ? 'default' : `net${i + 1}`));
  if (segments.length < 2) return plain;
  const bridges = segments.map(({ presences }) => presences[0]?.bridge.name ?? '');
  const stem = commonStem(bridges);
  const names = bridges.map((bridge) => nameFrom(bridge.slice(stem.length)));
  const good = stem !== '' && new Set(names).size === names.length && names.every((name) => name !== null);
  return good ? names.map(String) : plain;
}

/** With a digit behind it where it is taken: `microsoft2`. */
export function freeOf(taken: ReadonlySet<string>, wanted: string): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? wanted : `${wanted.slice(0, LONGEST - String(n).length)}${n}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** The names' common beginning without what counts them: `blue` of blue1 and blue2, `acme` of acme-web and acme-db. */
function commonStem(names: readonly string[]): string {
  const [first = '', ...rest] = [...new Set(names)];
  if (rest.length === 0) return first;
  let stem = first;
  for (const name of rest) while (!name.startsWith(stem)) stem = stem.slice(0, -1);
  const whole = stem.replace(/[-_.0-9]+$/, '');
  // Half a word is no name: "m" of microsoft and msft.
  const ends = [first, ...rest].every((name) => name === whole || /^[-_.0-9]/.test(name.slice(whole.length)));
  return whole.length >= 2 && ends ? whole : '';
}

/** The first of them in the alphabet, where several are as common. */
function mostCommon(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best?.[0] ?? null;
}
