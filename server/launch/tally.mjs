/**
 * How many tests ended how. A suite that fell over, or ran nothing, has failed even where no test says so.
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Tally
 */

/** @returns {Tally} from Vitest's JSON report, or null, and the exit status */
export function vitestTally(report, status) {
  const tally = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const file of report?.testResults ?? []) {
    for (const test of file.assertionResults) {
      count(tally, outcomeOf[test.status] ?? 'failed', test.fullName);
    }
    // A file that cannot be loaded has no tests.
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
      count(tally, 'failed', file.name);
    }
  }
  return judge(tally, status);
}

/** @returns {Tally} from Playwright's JSON report, or null, and the exit status */
export function playwrightTally(report, status) {
  const tally = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const visit = (suite) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        count(tally, outcomeOf[test.status] ?? 'failed', `${spec.file}: ${spec.title}`);
      }
    }
    suite.suites?.forEach(visit);
  };
  report?.suites?.forEach(visit);
  for (const error of report?.errors ?? []) {
    count(tally, 'failed', error.message?.split('\n')[0] ?? 'an error outside tests');
  }
  return judge(tally, status);
}

/** Vitest's words, then Playwright's. A flaky test is one that failed. */
const outcomeOf = {
  passed: 'passed',
  failed: 'failed',
  pending: 'skipped',
  todo: 'skipped',
  skipped: 'skipped',
  disabled: 'skipped',
  expected: 'passed',
  unexpected: 'failed',
  flaky: 'failed',
};

function count(tally, outcome, name) {
  tally[outcome] += 1;
  if (outcome === 'failed') {
    tally.failures.push(name);
  }
}

function judge(tally, status) {
  if (tally.passed + tally.failed === 0) {
    count(tally, 'failed', `no test was run (exit status ${status})`);
  } else if (status !== 0 && tally.failed === 0) {
    count(tally, 'failed', `all tests passed, and yet the exit status is ${status}`);
  }
  return tally;
}
