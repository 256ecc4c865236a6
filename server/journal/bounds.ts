/** Milliseconds: how far back "what was this at 14:05?" has an answer. */
export const HISTORY_MS = 24 * 3_600_000;

/** Rows of status changes, and one for each thing besides; beyond it the history begins later. */
export const MOST_CHANGES = 100_000;
