import type { Batch } from '../plan/plan';

/** Where a batch stopped and in the tool's own words why. */
export type BatchFailure = {
  /** Index of the step that failed; those before it were done. null: the tool did not say which. */
  step: number | null;
  sentence: string;
};

/** What the tools print for a batch that failed. `ip` and `bridge` stop at the first line that fails. */
export function parseFailure(batch: Batch, stderr: string, code: number): BatchFailure {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (batch.tool === 'sysctl') return sysctlFailure(batch, lines, code);
  // "Command failed -:12", counted from 1; "-" is the file (iproute2, lib/utils.c, do_batch).
  const mark = lines.map((line) => /^Command failed -:(\d+)$/.exec(line)?.[1]).find(Boolean);
  const words = lines.filter((line) => !line.startsWith('Command failed '));
  const step = mark === undefined ? null : Number(mark) - 1;
  return { step: step !== null && step < batch.steps.length ? step : null, sentence: sentence(words, code) };
}

/** sysctl goes on after a setting that fails; the first one named is where it went wrong. */
function sysctlFailure(batch: Batch, lines: readonly string[], code: number): BatchFailure {
  const named = batch.steps.findIndex(({ line }) => {
    const key = (line[0] ?? '').split('=', 1)[0] ?? '';
    const path = key.replaceAll('.', '/');
    return lines.some((text) => text.includes(`"${key}"`) || text.includes(`/${path}`));
  });
  return { step: named < 0 ? null : named, sentence: sentence(lines, code) };
}

function sentence(words: readonly string[], code: number): string {
  const said = words
    .map((line) => line.replace(/^RTNETLINK answers: |^Error: |^sysctl: /, ''))
    .join('; ')
    .slice(0, 300);
  return said === '' ? `ended with status ${code} and said nothing` : said;
}
