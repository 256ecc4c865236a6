import { z } from 'zod';
import type { ObservedNamespace } from '../observed';
import { isAddressDocument, parseAddresses } from './address';
import { parseDocuments, parseItems } from './document';
import { parseLinks } from './link';
import { parseNeighbours } from './neighbour';
import { parseNetconf } from './netconf';
import { ReadError } from './read-error';
import { parseRoutes } from './route';
import { firstLine, goodOutput, namespaceSection, type ReadOutput, TOUCHED } from './section-output';

/** One object of `ip -j netns list`. */
const listedSchema = z.object({ name: z.string(), id: z.number().optional() });

export type ListedNamespace = { name: string; nsid: number | null };

/** Sorted by name. @throws ReadError */
export function parseNamespaceList(section: string, document: unknown[]): ListedNamespace[] {
  return parseItems(section, listedSchema, document)
    .map(({ name, id }) => ({ name, nsid: id ?? null }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `ip` ends so (exit(-1)) when it cannot enter the namespace, before it reads its batch. */
const NOT_ENTERED = 255;

/**
 * What was read inside one namespace. One that is listed and cannot be entered (a stale file under /run/netns)
 * comes back with the reason in `unreadable`.
 * @throws ReadError; `changed-while-reading` where the namespace has gone since it was listed, or was not read
 */
export function parseNamespace(
  listed: ListedNamespace,
  outputs: readonly ReadOutput[],
  readAt: number,
): ObservedNamespace {
  const section = namespaceSection(listed.name);
  const output = outputs.find((candidate) => candidate.name === section);
  if (!output) {
    throw new ReadError(
      'changed-while-reading',
      section,
      `the namespace "${listed.name}" is there and was not read`,
    );
  }
  if (output.code === NOT_ENTERED && output.stdout === '') {
    const reason = firstLine(output.stderr);
    if (isGone(output)) {
      throw new ReadError(
        'changed-while-reading',
        section,
        `the namespace "${listed.name}" went while the host was read`,
      );
    }
    return {
      ...listed,
      unreadable: reason || 'it cannot be entered',
      readAt,
      links: [],
      routes: [],
      neighbours: [],
      forwarding: { ipv4: false, ipv6: false },
    };
  }
  const documents = parseDocuments(section, goodOutput(outputs, section));
  const [links, addresses, routes, neighbours, netconf] = documents;
  if (!links || !addresses || !routes || !neighbours || !netconf) {
    throw new ReadError(
      'truncated',
      section,
      `${documents.length} of the 5 lists that were asked for are there`,
    );
  }
  if (documents.length > 5) {
    throw new ReadError('malformed', section, `${documents.length} lists are there where 5 were asked for`);
  }
  return {
    ...listed,
    unreadable: null,
    readAt,
    links: parseLinks(section, links, parseAddresses(section, addresses)),
    routes: parseRoutes(section, routes),
    neighbours: parseNeighbours(section, neighbours),
    forwarding: parseNetconf(section, netconf),
  };
}

/** No namespace has this name: `ip` found no file of it under /run/netns. */
export function isGone({ code, stdout, stderr }: ReadOutput): boolean {
  return code === NOT_ENTERED && stdout === '' && firstLine(stderr).endsWith('No such file or directory');
}

/**
 * The namespaces that `netns list` prints before `address show dev lo`, whose list is never empty, so that a list of
 * namespaces which is really empty or absent differs from one that was cut off.
 * @throws ReadError
 */
export function parseNamespaceListing(outputs: readonly ReadOutput[]): ListedNamespace[] {
  const section = TOUCHED.namespaceList;
  const documents = parseDocuments(section, goodOutput(outputs, section));
  const [last, names = [], ...more] = [...documents].reverse();
  if (!last || more.length > 0 || !isAddressDocument(last)) {
    const code = documents.length < 2 ? 'truncated' : 'malformed';
    throw new ReadError(code, section, 'the list that follows the namespaces is missing');
  }
  return parseNamespaceList(section, names);
}
