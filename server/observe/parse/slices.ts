/** Work in parts: at each `yield` others may have a turn. */
export type Slices<T> = Generator<void, T, void>;

/** All parts one after the other. */
export function atOnce<T>(work: Slices<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Characters of a document that are read at once: about 2 ms. */
const SLICE = 64 * 1024;

/**
 * A JSON list of one line, cut between its objects, so that none of the parts takes long. iproute2 begins each object of
 * a list with the same key, and within a string its quotes would be escaped: the cut is never wrong.
 * @returns the parts as lists; the whole where it is short, or is no such list
 */
export function* listSlices(text: string, firstKey: string): Generator<string, void, void> {
  const line = text.endsWith('\n') ? text.slice(0, -1) : text;
  const between = `},{"${firstKey}":`;
  if (line.length <= SLICE || !line.startsWith('[') || !line.endsWith(']')) {
    yield text;
    return;
  }
  let from = 1;
  while (from < line.length - 1) {
    const cut = line.indexOf(between, from + SLICE);
    const to = cut < 0 ? line.length - 1 : cut + 1;
    yield `[${line.slice(from, to)}]`;
    from = to + 1;
  }
}
