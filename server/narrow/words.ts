import type { Fence } from './fence';

/** Names, ids, MACs and addresses, and paths of them: `google/web@node01`, `10.2.0.4/24`. */
const RUN = /[\w.:@/-]+/g;
const VNI = /\b(vni|id) (\d+)\b/gi;

/** Texts are short and the same again and again: keys, kinds, states. */
const cleaned = new WeakMap<Fence, Map<string, string>>();
const LONGEST_KEPT = 64;
const MOST_KEPT = 20_000;

/** The text without any word by which another tenant could be known. */
export function withoutOthers(text: string, fence: Fence): string {
  if (fence.hidden.size === 0) return text;
  if (text.length > LONGEST_KEPT) return clean(text, fence);
  let known = cleaned.get(fence);
  if (!known || known.size >= MOST_KEPT) {
    known = new Map();
    cleaned.set(fence, known);
  }
  const before = known.get(text);
  if (before !== undefined) return before;
  const after = clean(text, fence);
  known.set(text, after);
  return after;
}

function clean(text: string, fence: Fence): string {
  return text
    .replace(RUN, (run) => insteadOf(run, fence) ?? run)
    .replace(VNI, (all, word: string, vni: string) =>
      fence.hiddenVnis.has(Number(vni)) ? `${word} …` : all,
    );
}

/** Whether the text holds a word by which another tenant could be known. */
export function tellsOfOthers(text: string | null, fence: Fence): boolean {
  return text !== null && withoutOthers(text, fence) !== text;
}

/** A path of which one part is another's is another's as a whole: `google/web` tells of a `web` too. */
function insteadOf(run: string, { hidden }: Fence): string | null {
  const trimmed = run.replace(/^[.:/@-]+|[.:/@-]+$/g, '');
  const end = run.slice(run.lastIndexOf(trimmed) + trimmed.length);
  for (const part of partsOf(trimmed.toLowerCase())) {
    const instead = hidden.get(part);
    if (instead !== undefined) return `${instead}${end}`;
  }
  return null;
}

/** The whole, what stands between slashes and at signs, and the words of an owner mark. */
function* partsOf(run: string): Generator<string> {
  yield run;
  if (!/[@/:.]/.test(run)) return;
  for (const part of run.split(/[@/]/)) {
    yield part;
    if (/[:.]/.test(part)) yield* part.split(/[:.]/);
  }
}

/**
 * Whatever it is, with every text in it rid of words of others. A belt: what is of others is left out before, by its
 * place. Frames as they passed (`bytes`) are no text.
 */
export function withoutOthersDeep<T>(value: T, fence: Fence): T {
  const cleanAll = (one: unknown): unknown => {
    if (typeof one === 'string') return withoutOthers(one, fence);
    if (Array.isArray(one)) return one.map(cleanAll);
    if (typeof one !== 'object' || one === null || Object.getPrototypeOf(one) !== Object.prototype)
      return one;
    const kept: [string, unknown][] = [];
    for (const [key, inner] of Object.entries(one)) {
      if (tellsOfOthers(key, fence)) continue;
      kept.push([key, key === 'bytes' ? inner : cleanAll(inner)]);
    }
    return Object.fromEntries(kept);
  };
  return fence.hidden.size === 0 ? value : (cleanAll(value) as T);
}
