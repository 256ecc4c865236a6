/** A failure that a person can do something about. */
export class Failure extends Error {
  /**
   * @param {string} sentence what is the case
   * @param {{ next: string, output?: string }} rest what to do next, and what the failed program printed
   */
  constructor(sentence, { next, output = '' }) {
    super(sentence);
    this.name = 'Failure';
    this.next = next;
    this.output = output;
  }
}

const FIRST_LINES = 15;
const LAST_LINES = 30;

/** What a program printed, without its middle: its reason stands at the beginning or at the end. */
export function gist(output, first = FIRST_LINES, last = LAST_LINES) {
  const all = output.trimEnd().split('\n');
  const left = all.length - first - last;
  return left > 1 ? [...all.slice(0, first), `(${left} lines)`, ...all.slice(-last)] : all;
}

/** Tells a person what failed and what to do next. */
export function tell(error) {
  const lines = ['', `✗ ${error instanceof Failure ? error.message : (error?.stack ?? error)}`];
  if (error?.output) {
    lines.push(...gist(error.output).map((line) => `  │ ${line}`));
  }
  const next =
    error instanceof Failure
      ? error.next
      : 'This is a fault in server/launch: report it with the lines above.';
  lines.push(`  Next: ${next}`, '');
  process.stderr.write(`${lines.join('\n')}\n`);
}
