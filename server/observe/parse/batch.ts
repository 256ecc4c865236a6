import { ReadError } from './read-error';
import { findOutput, firstLine, type ReadOutput } from './section-output';

/** A line of a batch, and the device that it asks for. */
export type AskedLine = { line: string; device: string | null };

/** What `ip` and `bridge` say of a device that is not there (5.9 to 6.15); nothing else is taken for its absence. */
const ABSENCE = [
  (device: string) => `Device "${device}" does not exist.`,
  (device: string) => `Cannot find device "${device}"`,
];

/**
 * What each line of a `-force -j -batch` printed, in order: one list, in one line, or null where the kernel has no such
 * device (any more).
 * @throws ReadError where a line failed for another reason, or a list is missing
 */
export function parseBatch(
  outputs: readonly ReadOutput[],
  section: string,
  lines: readonly AskedLine[],
): (string | null)[] {
  const output = findOutput(outputs, section);
  const failed = failedLines(output);
  if (output.code !== (failed.size === 0 ? 0 : 1)) {
    const reason = firstLine(output.stderr) || `the command ended with status ${output.code}`;
    throw new ReadError('command-failed', section, reason);
  }
  for (const [number, reason] of failed) {
    const device = lines[number - 1]?.device ?? null;
    if (device === null || !ABSENCE.some((words) => words(device) === reason)) {
      throw new ReadError('command-failed', section, reason || `line ${number} of the batch failed`);
    }
  }
  const documents = output.stdout.split('\n').filter((text) => text !== '');
  const expected = lines.length - failed.size;
  if (documents.length !== expected) {
    const code = documents.length < expected ? 'truncated' : 'malformed';
    throw new ReadError(
      code,
      section,
      `${documents.length} of the ${expected} lists that were asked for are there`,
    );
  }
  return lines.map((_, index) => (failed.has(index + 1) ? null : (documents.shift() ?? null)));
}

/** By the number of the line, from 1: what was said last before iproute2 counted it as failed. */
function failedLines({ stderr }: ReadOutput): Map<number, string> {
  const failed = new Map<number, string>();
  let said = '';
  for (const text of stderr.split('\n')) {
    const number = /^Command failed -:(\d+)$/.exec(text)?.[1];
    if (number === undefined) said = text;
    else {
      failed.set(Number(number), said);
      said = '';
    }
  }
  return failed;
}
