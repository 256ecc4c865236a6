import type { Node } from './host-graph';
import type { SharedObject } from './isolation';

/** For a person to copy: names on a host may hold anything but `/` and white space. */
export function command(...words: string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** `ip` in the namespace that a device is in. */
export function ip(namespace: string | null, ...words: string[]): string {
  return command('ip', ...(namespace === null ? [] : ['-n', namespace]), ...words);
}

export function objectOf({ what, link, namespace }: Node): SharedObject {
  if (what === 'namespace') return { kind: 'namespace', name: namespace ?? '', namespace };
  if (what === 'host' || !link) return { kind: 'host', name: '', namespace: null };
  const kind = link.kind === 'bridge' || link.kind === 'vxlan' || link.kind === 'veth' ? link.kind : 'device';
  return { kind, name: link.name, namespace };
}

/** `msft-br`, `leak0 in microsoft`, `the namespace microsoft`. */
export function nameOf({ what, link, namespace }: Node): string {
  if (what === 'namespace') return `the namespace ${namespace}`;
  if (what === 'host' || !link) return "the host's own network stack";
  return namespace === null ? link.name : `${link.name} in ${namespace}`;
}

export function listed(names: readonly string[]): string {
  const sorted = [...names].sort();
  const last = sorted.pop() ?? '';
  return sorted.length === 0 ? last : `${sorted.join(', ')} and ${last}`;
}
