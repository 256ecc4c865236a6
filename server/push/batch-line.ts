/** A word that may not become part of a batch. Nothing is sent. */
export class BatchWordError extends Error {
  constructor(readonly word: string) {
    super(`${JSON.stringify(word.slice(0, 40))} cannot be a word of a batch line`);
    this.name = 'BatchWordError';
  }
}

/**
 * Letters, digits and what names, addresses, marks and settings need. iproute2 (lib/utils.c, `makeargs`,
 * `getcmdline`) gives a meaning to white space, both quotes, `#` and the backslash; a leading `-` would be an option,
 * and the kernel expands `%d` in names.
 */
const WORD = /^[A-Za-z0-9._:/@=,+][A-Za-z0-9._:/@=,+-]{0,255}$/;

/** iproute2 reads no more than 100 words of a line (`MAX_ARGS` in lib/utils.c, do_batch). */
const MOST_WORDS = 100;

/** One line of `ip -batch`, without its newline. @throws BatchWordError */
export function batchLine(words: readonly string[]): string {
  if (words.length === 0 || words.length > MOST_WORDS) throw new BatchWordError(words.join(' '));
  return words.map((word, i) => (isNoAlias(word, words[i - 1]) ? '""' : batchWord(word))).join(' ');
}

/** An alias is taken away by an empty one; nowhere else may a word be nothing, as the next one would take its place. */
function isNoAlias(word: string, before: string | undefined): boolean {
  return word === '' && before === 'alias';
}

/** @throws BatchWordError */
export function batchWord(word: string): string {
  if (!WORD.test(word)) throw new BatchWordError(word);
  return word;
}
