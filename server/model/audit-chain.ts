/**
 * The chain of the audit log. Each row carries the hash of the one before, so that a row that was changed, left out,
 * put in or moved is found by whoever has the rows, with no secret. How often a row was counted is no part of it: what
 * is counted later must not break the chain.
 */

/** From where something was done. */
export type Origin = {
  /** Address of the caller; null: on the server itself. */
  address: string | null;
  /** By what it was let in; null: by nothing. */
  via: 'session' | 'token' | 'view link' | 'command line' | null;
  /** Which session or token, shortened: never enough to act with it. */
  id: string | null;
};

export type ChainedRow = {
  id: number;
  /** Milliseconds since the epoch. */
  at: number;
  actor: string;
  action: string;
  subject: string;
  sentence: string;
  outcome: string;
  /** Plain JSON. */
  detail: unknown;
  tenantIds: readonly string[];
  hostIds: readonly string[];
  from: Origin | null;
  foldKey: string;
  previous: string;
  hash: string;
};

/** SHA-256 of a text's UTF-8, hex. */
export type Sha256 = (text: string) => string;

/** What `previous` of the first row is. */
export const CHAIN_BEGINS = '0'.repeat(64);

export type ChainFault = { id: number; sentence: string };

/** What of a row is hashed, in one spelling. */
export function rowText(row: Omit<ChainedRow, 'hash'>): string {
  const { id, at, actor, action, subject, sentence, outcome, detail } = row;
  const { tenantIds, hostIds, from, foldKey, previous } = row;
  return canonicalJson({
    ...{ version: 1, id, at, actor, action, subject, sentence, outcome, detail },
    ...{ tenantIds, hostIds, from, foldKey, previous },
  });
}

/** JSON without white space and with the keys of each object in order of their UTF-16 units (RFC 8785). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** Goes along a chain, row by row, and tells what does not fit. */
export class ChainCheck {
  readonly #sha256: Sha256;
  #id = 0;
  #hash = CHAIN_BEGINS;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /** The last row that was taken; 0: none. */
  get lastId(): number {
    return this.#id;
  }

  /** Of the last row that was taken. */
  get hash(): string {
    return this.#hash;
  }

  /** Goes on with the row whatever is wrong with it, so that one fault is told once. */
  take(row: ChainedRow): ChainFault[] {
    const faults: ChainFault[] = [];
    const tell = (sentence: string) => faults.push({ id: row.id, sentence });
    const expected = this.#id + 1;
    if (row.id > expected)
      tell(
        row.id === expected + 1
          ? `row ${expected} is missing`
          : `rows ${expected} to ${row.id - 1} are missing`,
      );
    else if (row.id < expected) tell(`row ${row.id} stands after row ${this.#id}`);
    if (row.previous !== this.#hash) tell(`row ${row.id} does not follow what stands before it`);
    if (this.#sha256(rowText(row)) !== row.hash) tell(`row ${row.id} is not as it was written`);
    this.#id = row.id;
    this.#hash = row.hash;
    return faults;
  }
}
