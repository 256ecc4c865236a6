/** Rows between two looks at the clock. */
const CLOCK_EVERY = 32;

/** Numbers of the rows in which a text is. Only what is new is looked at again, and no longer than a moment. */
export class RowSearch {
  private found = { query: '', searched: 0, rows: [] as number[] };

  /** @param textOf in lower case */
  constructor(private readonly textOf: (index: number) => string) {}

  /**
   * Of the first `upTo` rows. Where `searched` is less than that, the next call goes on.
   * @param forMs milliseconds of one turn
   */
  search(
    query: string,
    upTo: number,
    forMs = Number.POSITIVE_INFINITY,
  ): { rows: readonly number[]; searched: number } {
    const terms = query.trim().toLowerCase();
    if (this.found.query !== terms || this.found.searched > upTo) {
      this.found = { query: terms, searched: 0, rows: [] };
    }
    const { found } = this;
    if (found.searched === upTo) return found;
    const deadline = performance.now() + forMs;
    const rows = [...found.rows];
    let i = found.searched;
    while (i < upTo) {
      if (this.textOf(i).includes(terms)) rows.push(i);
      i += 1;
      if (i % CLOCK_EVERY === 0 && performance.now() > deadline) break;
    }
    this.found = { query: terms, searched: i, rows };
    return this.found;
  }
}
