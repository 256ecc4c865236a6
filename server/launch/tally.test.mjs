import { describe, expect, it } from 'vitest';
import { playwrightTally, vitestTally } from './tally.mjs';

const vitestReport = (...files) => ({
  testResults: files.map(([status, ...tests], at) => ({
    name: `file${at}`,
    status,
    assertionResults: tests.map((test, each) => ({ status: test, fullName: `test${at}.${each}` })),
  })),
});

const playwrightReport = (statuses, errors = []) => ({
  errors,
  suites: [
    {
      specs: [],
      suites: [
        { specs: statuses.map((status) => ({ file: 'a.spec.ts', title: status, tests: [{ status }] })) },
      ],
    },
  ],
});

describe('a suite', () => {
  it.each([
    ['of passing tests', vitestTally(vitestReport(['passed', 'passed', 'passed', 'pending']), 0), [2, 0, 1]],
    ['with a failing test', vitestTally(vitestReport(['failed', 'passed', 'failed']), 1), [1, 1, 0]],
    [
      'with a file that cannot be loaded',
      vitestTally(vitestReport(['passed', 'passed'], ['failed']), 1),
      [1, 1, 0],
    ],
    ['with an error outside tests', vitestTally(vitestReport(['passed', 'passed']), 1), [1, 1, 0]],
    ['without tests', vitestTally(vitestReport(), 0), [0, 1, 0]],
    ['of which all is skipped', vitestTally(vitestReport(['passed', 'skipped']), 0), [0, 1, 1]],
    ['that wrote no report', vitestTally(null, 137), [0, 1, 0]],
    [
      'of browser tests',
      playwrightTally(playwrightReport(['expected', 'unexpected', 'skipped']), 1),
      [1, 1, 1],
    ],
    [
      'of browser tests that pass at the second try',
      playwrightTally(playwrightReport(['flaky']), 0),
      [0, 1, 0],
    ],
    [
      'of browser tests whose set-up failed',
      playwrightTally(playwrightReport([], [{ message: 'no' }]), 1),
      [0, 1, 0],
    ],
    ['of browser tests that wrote no report', playwrightTally(null, 1), [0, 1, 0]],
  ])('%s counts', (_, tally, counts) => {
    expect([tally.passed, tally.failed, tally.skipped]).toEqual(counts);
  });
});
