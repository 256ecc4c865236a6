import type { Observed, ObservedNamespace } from '../observed';
import { isAddressDocument, parseAddresses } from './address';
import { parseDocument, parseDocuments } from './document';
import { expectDevices, parseFdb } from './fdb';
import { parseKernel } from './kernel';
import { parseLinks } from './link';
import { type ListedNamespace, parseNamespace, parseNamespaceList } from './namespace';
import { parseNeighbours } from './neighbour';
import { ReadError } from './read-error';
import { parseRoutes } from './route';
import { goodOutput, namespaceSection, type ReadOutput, SECTION } from './section-output';
import { atOnce, type Slices } from './slices';

export type HostRead = {
  hostId: string;
  /** Milliseconds since the epoch, when the first command was sent. */
  readAt: number;
  /** Outputs of `readSections()`. */
  root: readonly ReadOutput[];
  /** Outputs of `namespaceSections()`; may be the same list as `root`, others in it are passed over. */
  namespaces: readonly ReadOutput[];
};

/** A complete read. @throws ReadError; `changed-while-reading` also where a listed namespace was not read */
export function parseObserved(read: HostRead): Observed {
  return atOnce(observedSlices(read));
}

/** The same in parts. @throws ReadError */
export function observedSlices(read: HostRead): Slices<Observed> {
  return assemble(read, (listed) => parseNamespace(listed, read.namespaces, read.readAt));
}

/**
 * A complete state of the host from a new read of its own namespace and of some namespaces; the others are taken
 * over from `previous`, with their older `readAt`.
 * @param read.changed names of namespaces that were written to: these are never taken over, as a batch that failed
 * has no read-back
 * @throws ReadError; `changed-while-reading` where the host was started anew, or a namespace was to be read and was not
 */
export function mergeRead(previous: Observed, read: ReadBack): Observed {
  return atOnce(mergedSlices(previous, read));
}

/** `changed`: names of namespaces that were written to. */
export type ReadBack = Omit<HostRead, 'hostId'> & { changed?: readonly string[] };

/** The same in parts. @throws ReadError */
export function* mergedSlices(previous: Observed, read: ReadBack): Slices<Observed> {
  const changed = new Set(read.changed);
  const readNow = new Set(read.namespaces.map((output) => output.name));
  const before = new Map(previous.namespaces.map((namespace) => [namespace.name, namespace]));
  const merged = yield* assemble({ ...read, hostId: previous.hostId }, (listed) => {
    const kept = before.get(listed.name);
    const wasRead = readNow.has(namespaceSection(listed.name));
    // An nsid is given once: another one is another namespace of the same name.
    const isSame = kept && (kept.nsid === null || kept.nsid === listed.nsid);
    if (isSame && !wasRead && !changed.has(listed.name)) return { ...kept, nsid: listed.nsid };
    return parseNamespace(listed, read.namespaces, read.readAt);
  });
  if (merged.bootId !== previous.bootId) {
    throw new ReadError(
      'changed-while-reading',
      SECTION.kernel,
      'the host was started anew since the last read',
    );
  }
  return merged;
}

/** Namespaces that the host lists and `outputs` has no section of. @throws ReadError */
export function unreadNamespaces(outputs: readonly ReadOutput[]): string[] {
  const read = new Set(outputs.map((output) => output.name));
  const { listed } = parseSpace(outputs);
  return listed.map(({ name }) => name).filter((name) => !read.has(namespaceSection(name)));
}

function* assemble(
  read: HostRead | (ReadBack & Pick<HostRead, 'hostId'>),
  namespace: (listed: ListedNamespace) => ObservedNamespace,
): Slices<Observed> {
  const { listed, routes, neighbours, ...space } = parseSpace(read.root);
  yield;
  const addresses = parseAddresses(SECTION.addresses, space.addresses);
  yield;
  const document = parseDocument(SECTION.links, goodOutput(read.root, SECTION.links));
  yield;
  const links = parseLinks(SECTION.links, document, addresses);
  yield;
  const fdb = yield* parseFdb(SECTION.fdb, goodOutput(read.root, SECTION.fdb));
  expectDevices(SECTION.fdb, fdb, new Set(links.map((link) => link.name)));
  const namespaces: ObservedNamespace[] = [];
  for (const one of listed) {
    yield;
    namespaces.push(namespace(one));
  }
  return {
    hostId: read.hostId,
    readAt: read.readAt,
    links,
    fdb,
    routes: parseRoutes(SECTION.addresses, routes),
    neighbours: parseNeighbours(SECTION.addresses, neighbours),
    namespaces,
    ...parseKernel(read.root),
  };
}

/**
 * The section holds what `netns list`, `route show`, `neigh show` and `address show` printed. The addresses come last
 * and are never empty, so that a list of namespaces which is really empty or absent differs from one that was cut off.
 */
function parseSpace(outputs: readonly ReadOutput[]): {
  listed: ListedNamespace[];
  routes: unknown[];
  neighbours: unknown[];
  addresses: unknown[];
} {
  const section = SECTION.addresses;
  const documents = parseDocuments(section, goodOutput(outputs, section));
  const [addresses, neighbours, routes, names = [], ...more] = [...documents].reverse();
  if (!addresses || !neighbours || !routes || more.length > 0 || !isAddressDocument(addresses)) {
    const code = documents.length < 4 ? 'truncated' : 'malformed';
    throw new ReadError(code, section, 'the list of addresses is missing');
  }
  return {
    listed: parseNamespaceList(section, names),
    routes,
    neighbours,
    addresses,
  };
}
