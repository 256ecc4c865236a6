import type { FdbEntry, Observed, ObservedLink, ObservedNamespace } from '../observed';
import type { ToRead } from '../to-read';
import { parseAddresses } from './address';
import { parseBatch } from './batch';
import { parseDocument } from './document';
import { byPlace, parseFdb } from './fdb';
import { parseKernel } from './kernel';
import { parseLinks } from './link';
import { isGone, type ListedNamespace, parseNamespace } from './namespace';
import { byDevice, parseNeighbours } from './neighbour';
import { ReadError } from './read-error';
import { parseRoutes } from './route';
import { findOutput, namespaceSection, type ReadOutput, SECTION, TOUCHED } from './section-output';
import type { Slices } from './slices';
import { touchedFdbLines, touchedLinkLines } from './touched-lines';

/** What was read, and the namespaces that the host lists; `listed` is left out where the list was not read. */
export type TouchedRead = {
  read: ToRead;
  /** Outputs of `touchedSections(read)`. */
  outputs: readonly ReadOutput[];
  /** Milliseconds since the epoch, when the first command was sent. */
  readAt: number;
  listed?: readonly ListedNamespace[];
};

/**
 * `before` with what was read again. What was not read stays the same object, and so does `readAt`: the time of the last
 * complete read. Namespaces that are listed and were never read are left out.
 * @throws ReadError; `changed-while-reading` where the parts do not fit together
 */
export function* applyTouched(
  before: Observed,
  { read, outputs, readAt, listed }: TouchedRead,
): Slices<Observed> {
  const lines = touchedLinkLines(read);
  const documents = lines.length === 0 ? [] : parseBatch(outputs, TOUCHED.links, lines);
  const next = () => {
    const text = documents.shift() ?? null;
    return text === null ? null : parseDocument(TOUCHED.links, text);
  };
  const links = applyLinks(before, read, next);
  const alive = new Set(links.map(({ name }) => name));
  const someGone = before.links.some(({ name }) => !alive.has(name));
  const standing = (device: string) => alive.has(device);
  const neighbours = [...read.neighbours].flatMap((device) =>
    parseNeighbours(TOUCHED.links, present(TOUCHED.links, next(), device, alive) ?? [], device),
  );
  const routes = read.routes ? parseRoutes(TOUCHED.links, next() ?? []) : before.routes;
  const fdb = yield* readFdb(read, outputs, alive);
  return {
    ...before,
    links,
    routes,
    neighbours: replaced(before.neighbours, neighbours, read.neighbours, someGone && standing, byDevice),
    fdb: replaced(before.fdb, fdb, read.fdb, someGone && standing, byPlace),
    ...(read.forwarding && { forwarding: sameBoot(before, outputs) }),
    namespaces: applyNamespaces(before, read, outputs, readAt, listed),
  };
}

/**
 * What only shows after that: routes that went with a link or its address in silence (fib_sync_down_dev), what a
 * bridge that was deleted had learned of its ports (br_fdb_delete_by_port tells of some), and namespaces that were not
 * known. null: nothing.
 */
export function stillToRead(before: Observed, after: Observed, { read, listed }: TouchedRead): ToRead | null {
  const routes = !read.routes && before.routes.some(({ device }) => lostRoutes(before, after, read, device));
  const known = new Map(before.namespaces.map(({ name, nsid }) => [name, nsid]));
  const strangers = (listed ?? []).filter(({ name, nsid }) => known.get(name) !== nsid);
  const namespaces = new Set(strangers.map(({ name }) => name));
  const fdb = new Set(
    [...read.links].filter((name) => !read.fdb.has(name) && movedPort(before, after, name)),
  );
  if (!routes && namespaces.size + fdb.size === 0) return null;
  const none = new Set<never>();
  return {
    links: none,
    indexes: none,
    doubtful: none,
    fdb,
    neighbours: none,
    routes,
    forwarding: false,
    namespaceList: false,
    namespaces,
  };
}

function applyLinks(before: Observed, read: ToRead, next: () => unknown[] | null): ObservedLink[] {
  if (read.links.size === 0) return before.links;
  const section = TOUCHED.links;
  const links: unknown[] = [];
  const addresses: unknown[] = [];
  const devices = [...read.links].map((device) => ({ device, own: next() }));
  for (const { device, own } of devices) {
    const link = next();
    if (link === null && own === null && !read.doubtful.has(device)) continue;
    // Another name of a device (altname) is answered too.
    if (link === null || own === null || !isOnly(link, device) || !isOnly(own, device)) {
      throw changed(section, device);
    }
    links.push(...link);
    addresses.push(...own);
  }
  const kept = before.links.filter(({ index, name }) => !read.indexes.has(index) && !read.links.has(name));
  const indexes = new Map(kept.map(({ name, index }) => [name, index]));
  const fresh =
    links.length === 0 ? [] : parseLinks(section, links, parseAddresses(section, addresses), indexes);
  const all = [...kept, ...fresh].sort((a, b) => a.index - b.index);
  expectUpperAndLower(section, before, all);
  return all;
}

function isOnly(document: unknown[], device: string): boolean {
  const [first, ...more] = document;
  const named = typeof first === 'object' && first !== null && 'ifname' in first && first.ifname === device;
  return named && more.length === 0;
}

/** Ports and tunnels tell by themselves when what they name goes: where they did not, more has changed than was heard. */
function expectUpperAndLower(section: string, before: Observed, links: readonly ObservedLink[]): void {
  const alive = new Set(links.map(({ name }) => name));
  const gone = new Set(before.links.map(({ name }) => name).filter((name) => !alive.has(name)));
  if (gone.size === 0) return;
  const orphan = links.find(({ master, vxlan }) => gone.has(master ?? '') || gone.has(vxlan?.device ?? ''));
  if (orphan) throw changed(section, orphan.name);
}

function* readFdb(
  read: ToRead,
  outputs: readonly ReadOutput[],
  alive: ReadonlySet<string>,
): Slices<FdbEntry[]> {
  const lines = touchedFdbLines(read);
  if (lines.length === 0) return [];
  const texts = parseBatch(outputs, TOUCHED.fdb, lines);
  let entries: FdbEntry[] = [];
  for (const [index, device] of [...read.fdb].entries()) {
    const text = present(TOUCHED.fdb, texts[index] ?? null, device, alive);
    if (text !== null) entries = entries.concat(yield* parseFdb(TOUCHED.fdb, text, device));
  }
  return entries;
}

/** What was printed of a device; null where it is gone, as its link says too. */
function present<T>(
  section: string,
  printed: T | null,
  device: string,
  alive: ReadonlySet<string>,
): T | null {
  if ((printed === null) === alive.has(device)) throw changed(section, device);
  return printed;
}

function replaced<T extends { device: string }>(
  before: T[],
  fresh: T[],
  devices: ReadonlySet<string>,
  standing: false | ((device: string) => boolean),
  order: (a: T, b: T) => number,
): T[] {
  if (devices.size === 0 && standing === false) return before;
  const kept = before.filter(
    ({ device }) => !devices.has(device) && (standing === false || standing(device)),
  );
  return [...kept, ...fresh].sort(order);
}

function sameBoot(before: Observed, outputs: readonly ReadOutput[]) {
  const { bootId, forwarding } = parseKernel(outputs);
  if (bootId === before.bootId) return forwarding;
  throw new ReadError(
    'changed-while-reading',
    SECTION.kernel,
    'the host was started anew since the last read',
  );
}

function applyNamespaces(
  before: Observed,
  read: ToRead,
  outputs: readonly ReadOutput[],
  readAt: number,
  listed: readonly ListedNamespace[] | undefined,
): ObservedNamespace[] {
  if (listed === undefined && read.namespaces.size === 0) return before.namespaces;
  const known = new Map(before.namespaces.map((namespace) => [namespace.name, namespace]));
  return (listed ?? before.namespaces).flatMap(({ name, nsid }) => {
    if (read.namespaces.has(name)) {
      if (isGone(findOutput(outputs, namespaceSection(name)))) return [];
      return [parseNamespace({ name, nsid }, outputs, readAt)];
    }
    const kept = known.get(name);
    return kept?.nsid === nsid ? [kept] : [];
  });
}

function movedPort(before: Observed, after: Observed, device: string): boolean {
  const masterIn = ({ links }: Observed) => links.find(({ name }) => name === device)?.master;
  const has = masterIn(after);
  return has !== undefined && has !== masterIn(before);
}

function lostRoutes(before: Observed, after: Observed, read: ToRead, device: string | null): boolean {
  if (device === null || !read.links.has(device)) return false;
  const had = before.links.find(({ name }) => name === device);
  const has = after.links.find(({ name }) => name === device);
  if (!had || !has || had.index !== has.index || had.up !== has.up) return true;
  const texts = ({ addresses }: ObservedLink) => addresses.map(({ text }) => text).join(' ');
  return texts(had) !== texts(has);
}

function changed(section: string, device: string): ReadError {
  return new ReadError('changed-while-reading', section, `"${device}" came or went while the host was read`);
}
