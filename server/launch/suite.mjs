import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from './checks.mjs';
import { gist } from './failure.mjs';
import { inNamespace } from './namespace.mjs';
import { SEARCH_PATH } from './programs.mjs';
import { say, step } from './progress.mjs';
import { ROOT } from './root.mjs';
import { playwrightTally, vitestTally } from './tally.mjs';

/** Reports, logs, traces and pictures of the last run. */
export const RESULTS = join(ROOT, 'test-results');

/** CI=true alone makes Vitest write colours into a file. */
const PLAIN = process.stdout.isTTY || process.env.FORCE_COLOR ? {} : { NO_COLOR: '1' };

const MINUTE = 60_000;
const tool = (path) => join(ROOT, 'node_modules', path);

/**
 * `besides`: while this one runs too, since each has a network and processes of its own and waits for kernels half of the
 * time. What it prints is kept, and printed when both are over.
 * @typedef {import('./tally.mjs').Tally} Tally
 * @typedef {(text: Buffer) => void} Keep
 * @type {Record<string, { needs: ('namespace' | 'build' | 'lab' | 'browser')[], besides?: string,
 *   run: (keep: Keep | null) => Promise<Tally> }>}
 */
export const SUITES = {
  static: { needs: [], run: runChecks },
  unit: { needs: [], run: () => runVitest('unit', 8 * MINUTE) },
  build: { needs: ['namespace'], run: runBuild },
  lab: { needs: ['namespace', 'build', 'lab'], run: (keep) => runVitest('lab', 25 * MINUTE, keep) },
  e2e: {
    needs: ['namespace', 'build', 'lab', 'browser'],
    besides: 'lab',
    run: (keep) => runPlaywright(25 * MINUTE, keep),
  },
};

async function runChecks() {
  const tally = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const { name, next, look } of CHECKS) {
    const fine = await step(name, async () => {
      const { status, output } = await look();
      if (status !== 0) {
        throw new Error(`${gist(output, 80, 40).join('\n')}\nNext: ${next}`);
      }
    }).then(
      () => true,
      (error) => say(error.message),
    );
    tally[fine ? 'passed' : 'failed'] += 1;
    if (!fine) {
      tally.failures.push(name);
    }
  }
  return tally;
}

async function runVitest(project, atMostMs, keep = null) {
  const report = freshReport(project);
  const argv = [process.execPath, tool('vitest/vitest.mjs'), 'run', '--project', project];
  argv.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  const status = await runSuite(project === 'lab' ? inNamespace(argv, PLAIN) : argv, { atMostMs, keep });
  return vitestTally(readReport(report), status);
}

async function runBuild() {
  const status = await runSuite(inNamespace([process.execPath, join(ROOT, 'server/launch/build-once.mjs')]), {
    atMostMs: 10 * MINUTE,
  });
  const isBuilt = status === 0;
  return {
    passed: isBuilt ? 1 : 0,
    failed: isBuilt ? 0 : 1,
    skipped: 0,
    failures: isBuilt ? [] : [`next build ended with status ${status}`],
  };
}

async function runPlaywright(atMostMs, keep) {
  const report = freshReport('e2e');
  const argv = [process.execPath, tool('@playwright/test/cli.js'), 'test', '--reporter=list,json'];
  const environment = { ...PLAIN, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const status = await runSuite(inNamespace(argv, environment), { atMostMs, environment, keep });
  return playwrightTally(readReport(report), status);
}

/** Runs a suite's program to its end, its output being ours, or kept. */
function runSuite(argv, { atMostMs, environment = {}, keep = null }) {
  return new Promise((resolve) => {
    const child = spawn(argv[0], argv.slice(1), {
      cwd: ROOT,
      // Held open for as long as we are: what runs in a namespace ends when it closes.
      stdio: ['pipe', ...(keep ? ['pipe', 'pipe'] : ['inherit', 'inherit'])],
      env: { ...process.env, PATH: SEARCH_PATH, ...PLAIN, ...environment },
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', keep);
    const timer = setTimeout(() => {
      say(`✗ This suite took longer than ${atMostMs / MINUTE} minutes and was ended.`);
      child.stdin.end();
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 5000).unref();
    }, atMostMs);
    const over = (status) => {
      clearTimeout(timer);
      resolve(status);
    };
    child.stdin.on('error', () => {});
    child.on('error', (error) => {
      say(`✗ ${argv[0]}: ${error.message}`);
      over(127);
    });
    child.on('close', (code) => over(code ?? 255));
  });
}

function freshReport(name) {
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${name}.json`);
  // What an earlier run left must not count for this one.
  rmSync(file, { force: true });
  return file;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
