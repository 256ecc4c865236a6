import { z } from 'zod';
import { ReadError } from './read-error';

/**
 * The JSON arrays that `ip -j` or `bridge -j` printed, one a line. With `-batch`, each batch line prints one, except
 * `netns list` on a host that never had a namespace: it prints nothing (iproute2 5.10 to 6.15).
 * @throws ReadError truncated, malformed
 */
export function parseDocuments(section: string, stdout: string): unknown[][] {
  const documents: unknown[][] = [];
  for (const line of stdout.split('\n')) {
    if (line === '') continue;
    const document = parseLine(section, line);
    if (!Array.isArray(document)) {
      throw new ReadError('malformed', section, 'the output is JSON, but no list of objects');
    }
    documents.push(document);
  }
  return documents;
}

/** Exactly one document. @throws ReadError */
export function parseDocument(section: string, stdout: string): unknown[] {
  const [document, ...more] = parseDocuments(section, stdout);
  if (!document) throw new ReadError('truncated', section, 'the output is empty where a list was asked for');
  if (more.length > 0)
    throw new ReadError('malformed', section, 'the output holds more lists than asked for');
  return document;
}

/** @throws ReadError malformed, naming the place in the document */
export function parseItems<T>(section: string, schema: z.ZodType<T>, document: unknown[]): T[] {
  const parsed = z.array(schema).safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  throw new ReadError('malformed', section, `an object is not as expected at ${path}: ${issue?.message}`, {
    cause: parsed.error,
  });
}

function parseLine(section: string, line: string): unknown {
  if (line.startsWith('[') && !line.endsWith(']')) throw truncated(section);
  try {
    return JSON.parse(line);
  } catch {
    return parseMended(section, line);
  }
}

/**
 * iproute2's json_writer leaves control characters bare (an alias may hold any byte), and up to 5.12 escapes `'` as
 * `\'`; JSON knows neither.
 */
function parseMended(section: string, line: string): unknown {
  const mended = line
    // The pairs of an escape are taken together, so that the second half of `\\` is not read as an escape's first.
    .replace(/\\./gs, (pair) => (pair === "\\'" ? "'" : pair))
    .replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  try {
    return JSON.parse(mended);
  } catch (cause) {
    if (isUnfinished(mended)) throw truncated(section, cause);
    throw new ReadError('malformed', section, 'the output is not JSON', { cause });
  }
}

function truncated(section: string, cause?: unknown): ReadError {
  return new ReadError('truncated', section, 'the output ends in the middle', { cause });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: bare control characters are what is looked for
const CONTROL = /[\u0000-\u001f]/g;

/** A bracket or a string is still open at the end. */
function isUnfinished(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
  }
  return inString || depth > 0;
}
