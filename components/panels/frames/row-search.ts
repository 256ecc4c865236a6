/** Rows between two looks at the clock. */
const CLOCK_EVERY = 32;

/** Numbers of the rows in which a text is. Only what is new is looked at again, and no longer than a moment. */
export class RowSearch {
  private found = { query: '', searched: 0, rows: [] as number[] };
  private first = 0;

  /** @param textOf in lower case */
  constructor(private readonly textOf: (index: number) => string) {}

  /**
   * Of the rows before `upTo`. Where `searched` is less than that, the next call goes on.
   * @param forMs milliseconds of one turn
   */
  search(
    query: string,
    upTo: number,
    forMs = Number.POSITIVE_INFINITY,
  ): { rows: readonly number[]; searched: number } {
    const terms = query.trim().toLowerCase();
    if (this.found.query !== terms || this.found.searched > upTo) {
      this.found = { query: terms, searched: this.first, rows: [] };
    }
    const { found } = this;
    if (found.searched === upTo) return found;
    const deadline = performance.now() + forMs;
    const rows = [...found.rows];
    let i = Math.max(found.searched, this.first);
    while (i < upTo) {
      if (this.textOf(i).includes(terms)) rows.push(i);
      i += 1;
      if (i % CLOCK_EVERY === 0 && performance.now() > deadline) break;
    }
    this.found = { query: terms, searched: i, rows };
    return this.found;
  }

  /** Rows before `first` are there no more. */
  forget(first: number): void {
    this.first = first;
    const { query, searched, rows } = this.found;
    const kept = rows.findIndex((row) => row >= first);
    this.found = { query, searched, rows: kept < 0 ? [] : rows.slice(kept) };
  }
}
