import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { Fault } from '../check';
import { type FabricFile, fabricFileSchema } from './schema';

/** Something wrong in a fabric file. Lines count from 1; null where the fault belongs to no line. */
export type FileFault = { line: number | null; path: string; sentence: string };

export type ParsedFile =
  | { file: FabricFile; lineOf: (path: readonly (string | number)[]) => number | null; faults: [] }
  | { file: null; faults: FileFault[] };

/** Bytes; a fabric of 200 hosts × 10 tenants is under 1 MB. */
export const FABRIC_FILE_LIMIT = 8 * 1024 * 1024;

/** Every fault of the text's form, each with its line; meaning is checked on the intent that comes of it. */
export function parseFabricFile(text: string): ParsedFile {
  if (text.length > FABRIC_FILE_LIMIT) {
    return { file: null, faults: [{ line: null, path: '', sentence: 'the file has more than 8 MB' }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2' });
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      line: lines.linePos(error.pos[0]).line,
      path: '',
      sentence: firstLine(error.message),
    }));
    return { file: null, faults };
  }
  const lineOf = (path: readonly (string | number)[]) => lineOfPath(document, lines, path);
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  if (value === null || value === undefined) {
    const sentence = 'the file is empty: it needs at least one of vxlan, hosts and tenants';
    return { file: null, faults: [{ line: null, path: '', sentence }] };
  }
  const parsed = fabricFileSchema.safeParse(value);
  if (parsed.success) return { file: parsed.data, lineOf, faults: [] };
  const faults = parsed.error.issues.map((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    const place = issue.code === 'unrecognized_keys' && issue.keys[0] ? [...path, issue.keys[0]] : path;
    return { line: lineOf(place), path: place.join('/'), sentence: sentenceOf(issue) };
  });
  return { file: null, faults: faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

/** Faults of the whole intent, put on the lines that they come from. */
export function placeFaults(
  faults: readonly Fault[],
  file: FabricFile,
  lineOf: (path: readonly (string | number)[]) => number | null,
): FileFault[] {
  return faults
    .map((fault) => ({ line: lineOf(filePath(fault.path, file)), ...fault }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** `microsoft/default/vni` and `microsoft@node01/10.1.0.4`, as paths into the file. */
function filePath(path: string, file: FabricFile): (string | number)[] {
  const [head = '', ...rest] = path.split('/');
  if (head === 'hosts') return ['hosts', ...rest];
  const endpoint = /^([^/@]+)(?:\/([^/@]+))?@([^/]+)/.exec(path);
  if (endpoint) {
    const [, tenant = '', name, host] = endpoint;
    const list = file.tenants?.[tenant]?.endpoints ?? [];
    // The last one with this label: of two that clash, the later is the one that is refused.
    const index = list.findLastIndex((entry) => entry.host === host && entry.name === name);
    return index < 0 ? ['tenants', tenant] : ['tenants', tenant, 'endpoints', index];
  }
  if (rest.length === 0 || rest[0] === 'prefix') return ['tenants', head, ...rest];
  return ['tenants', head, 'networks', ...rest];
}

function lineOfPath(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): number | null {
  for (let length = path.length; length > 0; length--) {
    const start = startOf(document, path.slice(0, length));
    if (start !== null) return lines.linePos(start).line;
  }
  return null;
}

/** Where the key (or the list item) stands in the text: a value in block style may begin a line later. */
function startOf(document: Document, path: readonly (string | number)[]): number | null {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (parent && typeof parent === 'object' && 'items' in parent && Array.isArray(parent.items)) {
    for (const item of parent.items as { key?: { value?: unknown; range?: [number, number, number] } }[]) {
      if (item?.key && String(item.key.value) === String(last)) return item.key.range?.[0] ?? null;
    }
  }
  const node = document.getIn(path, true);
  return isNode(node) && node.range ? node.range[0] : null;
}

type Issue = {
  code: string;
  message: string;
  keys?: string[];
  expected?: string;
  issues?: { message: string }[];
};

function sentenceOf(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') {
    return `there is no setting ${(issue.keys ?? []).map((key) => `\`${key}\``).join(', ')} here`;
  }
  if (issue.code === 'invalid_key') return issue.issues?.[0]?.message ?? 'this name cannot be used';
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return 'this setting is missing';
  if (issue.code === 'invalid_union')
    return 'this is neither `agent`, `generated` nor the absolute path of a key file';
  return issue.message;
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}
