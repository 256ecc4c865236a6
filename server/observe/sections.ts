import type { Section } from '../ssh/runner';
import type { AskedLine } from './parse/batch';
import { namespaceSection, SECTION, TOUCHED } from './parse/section-output';
import { touchedFdbLines, touchedLinkLines } from './parse/touched-lines';
import type { ToRead } from './to-read';

/**
 * Lines for `ip -n NAMESPACE -j -d -s -batch -`: each prints one JSON document, in this order.
 * Addresses need their own line: `link show` has none, and `address show` leaves out addrgenmode.
 */
export const NAMESPACE_READ_LINES = [
  'link show',
  'address show',
  'route show table all',
  'neigh show nud all',
  'netconf show',
] as const;

/**
 * Lines for `ip -j -batch -` in the host's own namespace. The addresses come last: their list is never empty, so that
 * what was cut off shows.
 */
const ROOT_READ_LINES = ['netns list', 'route show table all', 'neigh show nud all', 'address show'] as const;

/** Reads the host's own namespace, changes nothing, and raises no kernel event. */
export function readSections(): Section[] {
  return [
    section(SECTION.links, ['ip', '-j', '-d', '-s', 'link', 'show']),
    section(SECTION.addresses, ['ip', '-j', '-batch', '-'], `${ROOT_READ_LINES.join('\n')}\n`),
    section(SECTION.fdb, ['bridge', '-j', '-d', '-s', 'fdb', 'show']),
    ...forwardingSections(),
  ];
}

function forwardingSections(): Section[] {
  return [
    section(SECTION.kernel, ['cat', '/proc/sys/kernel/random/boot_id', '/proc/sys/net/ipv4/ip_forward']),
    section(SECTION.forwarding6, ['cat', '/proc/sys/net/ipv6/conf/all/forwarding']),
  ];
}

/** Reads inside each of these namespaces, one process each. */
export function namespaceSections(names: readonly string[]): Section[] {
  const input = `${NAMESPACE_READ_LINES.join('\n')}\n`;
  return names.map((name) =>
    section(namespaceSection(name), ['ip', '-n', name, '-j', '-d', '-s', '-batch', '-'], input),
  );
}

/** Reads what was touched; see `touchedLinkLines` and `touchedFdbLines` for what each line prints. */
export function touchedSections(read: ToRead): Section[] {
  const sections: Section[] = [];
  const batch = (name: string, argv: string[], lines: readonly AskedLine[]) => {
    if (lines.length > 0) sections.push(section(name, argv, lines.map(({ line }) => `${line}\n`).join('')));
  };
  // With -force, a device that is not there any more costs its own lines only.
  batch(TOUCHED.links, ['ip', '-force', '-j', '-d', '-s', '-batch', '-'], touchedLinkLines(read));
  batch(TOUCHED.fdb, ['bridge', '-force', '-j', '-d', '-s', '-batch', '-'], touchedFdbLines(read));
  if (read.namespaceList) sections.push(namespaceListSection());
  if (read.forwarding) sections.push(...forwardingSections());
  return [...sections, ...namespaceSections([...read.namespaces])];
}

/** A second document, which is never empty, shows that the first was not cut off. */
export function namespaceListSection(): Section {
  return section(TOUCHED.namespaceList, ['ip', '-j', '-batch', '-'], 'netns list\naddress show dev lo\n');
}

function section(name: string, argv: string[], input?: string): Section {
  return { name, argv, input, onFailure: 'continue' };
}
