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

const MOST_LINES = 40;

/** The last lines of what a program printed: its reason stands at the end. */
export function tail(output, lines = MOST_LINES) {
  const all = output.trimEnd().split('\n');
  const left = all.length - lines;
  return left > 0 ? [`(${left} lines before)`, ...all.slice(left)] : all;
}

/** Tells a person what failed and what to do next. */
export function tell(error) {
  const lines = ['', `✗ ${error instanceof Failure ? error.message : (error?.stack ?? error)}`];
  if (error?.output) {
    lines.push(...tail(error.output).map((line) => `  │ ${line}`));
  }
  const next =
    error instanceof Failure
      ? error.next
      : 'This is a fault in server/launch: report it with the lines above.';
  lines.push(`  Next: ${next}`, '');
  process.stderr.write(`${lines.join('\n')}\n`);
}
