/** `npm test`: sets up what tests need, runs them all, and counts. `npm test -- unit lab` runs these suites only. */

import { ensureBrowser } from './browser.mjs';
import { ensureDatabaseClient } from './database-client.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { Failure, tell } from './failure.mjs';
import { prepareLab } from './lab.mjs';
import { namespaceObstacle } from './namespace.mjs';
import { requireNode } from './node-version.mjs';
import { duration, say, strong } from './progress.mjs';
import { giveBack } from './rights.mjs';
import { RESULTS, SUITES } from './suite.mjs';

/** Of the tools; what ran as root wrote there too. */
const CACHES = ['.overlane', '.vite', '.vite-temp', '.cache'];

let passed = 0;
let failed = 0;

try {
  const results = await test(process.argv.slice(2));
  summarise(results);
  for (const { tally } of results) {
    passed += tally.passed;
    failed += tally.failed;
  }
} catch (error) {
  tell(error);
  failed += 1;
}
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function test(asked) {
  requireNode();
  const names = asked.length > 0 ? asked : Object.keys(SUITES);
  const stranger = names.find((name) => !Object.hasOwn(SUITES, name));
  if (stranger) {
    throw new Failure(`There is no suite ${JSON.stringify(stranger)}.`, {
      next: `npm test -- ${Object.keys(SUITES).join(' | ')}`,
    });
  }
  const needs = new Set(names.flatMap((name) => SUITES[name].needs));
  if (needs.has('build') && !names.includes('build')) {
    names.unshift('build');
  }
  // Questions come first, so that nobody has to wait for them.
  const obstacles = {
    namespace: needs.has('namespace') ? await namespaceObstacle() : null,
    lab: needs.has('lab') ? await prepareLab() : null,
  };
  await ensureDependencies();
  await ensureDatabaseClient();
  obstacles.browser = needs.has('browser') ? await ensureBrowser() : null;

  const results = [];
  const begin = async (name, keep) => {
    const begun = performance.now();
    const why = SUITES[name].needs.map((need) => obstacles[need]).find(Boolean);
    const tally = why ? notRun(name, why) : await SUITES[name].run(keep);
    results.push({ name, tally, ms: performance.now() - begun });
    return tally;
  };
  for (const name of names) {
    const isOver = (one) => results.some((result) => result.name === one);
    if (isOver(name)) {
      continue;
    }
    const beside = names.find((one) => SUITES[one].besides === name && !isOver(one));
    say(`\n${strong(`── ${name}${beside ? `, and beside it ${beside}` : ''} ──`)}`);
    const kept = [];
    const [tally] = await Promise.all([
      begin(name, null),
      ...(beside ? [begin(beside, (text) => kept.push(text))] : []),
    ]);
    if (beside) {
      say(`\n${strong(`── ${beside} ──`)}`);
      process.stdout.write(Buffer.concat(kept));
    }
    if (name === 'build' && tally.failed > 0) {
      obstacles.browser = 'the product could not be built, and an older build would tell nothing.';
    }
  }
  await giveBack([RESULTS, '.next', 'next-env.d.ts', ...CACHES.map((cache) => `node_modules/${cache}`)]);
  return results;
}

function notRun(name, why) {
  tell(
    new Failure(`The suite ${name} could not be run: ${why}`, {
      next: 'see to that, then run the tests again.',
    }),
  );
  return { passed: 0, failed: 1, skipped: 0, failures: [why.split('\n')[0]] };
}

function summarise(results) {
  say();
  const row = (name, ...cells) =>
    say(`${name.padEnd(10)}${cells.map((cell) => `${cell}`.padStart(10)).join('')}`);
  row('suite', 'passed', 'failed', 'skipped', 'time');
  for (const { name, tally, ms } of results) {
    row(name, tally.passed, tally.failed, tally.skipped, duration(ms));
  }
  for (const { name, tally } of results) {
    for (const failure of tally.failures) {
      say(`✗ ${name}: ${failure}`);
    }
  }
  if (results.some(({ tally }) => tally.failed > 0)) {
    say(
      'Next: the reasons stand above; `npm test -- SUITE` runs one suite again; reports are in test-results/.',
    );
  }
  say();
}
