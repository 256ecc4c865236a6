import type { SectionOutput } from './runner';

/**
 * A job's two output streams are cut into sections by lines that carry the job's nonce. Whatever a login shell or
 * its profile prints before the first of them is no part of the answer.
 */

/** Exit status of the constant program where the delivery was cut: nothing of it ran. */
export const CUT_DELIVERY = 91;

export const beginMark = (nonce: string, index: number) => `\n${nonce} begin ${index}\n`;
const endPrefix = (nonce: string, index: number) => `\n${nonce} end ${index} `;
export const doneMark = (nonce: string) => `\n${nonce} done\n`;

/** Definitions of the shell functions that print the marks. The nonce never stands beside its words here, so that a traced shell (`set -x`) does not forge one. */
export function markFunctions(nonce: string): string {
  const print = (words: string, values: string) =>
    `printf '\\n%s ${words}\\n' ${nonce} ${values} >&2; printf '\\n%s ${words}\\n' ${nonce} ${values};`;
  return [
    `ovl_begin() { ${print('begin %s', '"$1"')} }`,
    `ovl_end() { ${print('end %s %s', '"$1" "$2"')} }`,
    `ovl_done() { ${print('done', '')} }`,
    `ovl_fenced_mark() { ${print('fenced %s', '"$1"')} }`,
  ].join('\n');
}

export type FramedOutput = {
  /** Sections whose end was seen on both streams, in the order in which they ran. */
  sections: SectionOutput[];
  /** The program reached its own end. */
  complete: boolean;
  /** Some mark was seen: what was sent began to run. */
  began: boolean;
  /** Why the host's fence turned the job away; null: it did not. */
  fenced: string | null;
};

/** Cuts what a job printed. A section without its end on both streams is not there at all. */
export function parseFramed(
  stdout: Buffer,
  stderr: Buffer,
  nonce: string,
  names: readonly string[],
): FramedOutput {
  const sections: SectionOutput[] = [];
  const out = new Cutter(stdout, nonce);
  const err = new Cutter(stderr, nonce);
  for (const [index, name] of names.entries()) {
    const fromOut = out.section(index);
    const fromErr = err.section(index);
    if (fromOut && fromErr && fromOut.code === fromErr.code) {
      sections.push({ name, code: fromOut.code, stdout: fromOut.text, stderr: fromErr.text });
    }
  }
  return {
    sections,
    complete: out.has(doneMark(nonce)) && err.has(doneMark(nonce)),
    began: out.has(`\n${nonce} `) || err.has(`\n${nonce} `),
    fenced: out.fenced(),
  };
}

class Cutter {
  private position = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly nonce: string,
  ) {}

  has(mark: string): boolean {
    return this.bytes.indexOf(mark, 0, 'latin1') >= 0;
  }

  /** Before the first section, or not at all. */
  fenced(): string | null {
    const mark = `\n${this.nonce} fenced `;
    const at = this.bytes.indexOf(mark, 0, 'latin1');
    const end = at < 0 ? -1 : this.bytes.indexOf('\n', at + mark.length, 'latin1');
    return end < 0 ? null : this.bytes.toString('latin1', at + mark.length, end);
  }

  /** The next section if it is the one of this number and whole, else null. */
  section(index: number): { text: string; code: number } | null {
    const begin = beginMark(this.nonce, index);
    const next = this.bytes.indexOf(`\n${this.nonce} `, this.position, 'latin1');
    // A section that was skipped has no mark: the next one found is then another's.
    if (next < 0 || this.bytes.toString('latin1', next, next + begin.length) !== begin) return null;
    const from = next + begin.length;
    const end = endPrefix(this.nonce, index);
    const to = this.bytes.indexOf(end, from, 'latin1');
    const stop = to < 0 ? -1 : this.bytes.indexOf('\n', to + end.length, 'latin1');
    if (stop < 0) return null;
    const code = this.bytes.toString('latin1', to + end.length, stop);
    if (!/^\d{1,3}$/.test(code)) return null;
    this.position = stop + 1;
    return { text: this.bytes.toString('utf8', from, to), code: Number(code) };
  }
}
