import { spawn } from 'node:child_process';
import { Failure } from './failure.mjs';
import { SEARCH_PATH } from './programs.mjs';
import { ROOT } from './root.mjs';

const MOST_KEPT = 1_000_000;

/** What we started does not go on behind our back. */
const running = new Set();
process.on('exit', () => {
  for (const child of running) {
    child.kill();
  }
});

/**
 * Runs a program to its end. A status other than 0 is a result, not an error.
 * @param {readonly string[]} argv
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, terminal?: boolean }} options terminal: let it talk to the person
 * @returns {Promise<{ status: number, output: string }>} status 127 if it could not be started
 */
export function run(argv, { env = {}, cwd = ROOT, terminal = false } = {}) {
  const [program, ...rest] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, rest, {
      cwd,
      env: { ...process.env, PATH: SEARCH_PATH, ...(terminal ? {} : { NO_COLOR: '1' }), ...env },
      stdio: terminal ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('close', () => running.delete(child));
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-MOST_KEPT);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => resolve({ status: 127, output: `${program}: ${error.message}` }));
    child.on('close', (code, signal) =>
      resolve({ status: code ?? 255, output: signal ? `${output}\n(${signal})` : output }),
    );
  });
}

/**
 * Runs a program that has to succeed.
 * @throws Failure with the program's own last words
 */
export async function must(argv, { sentence, next, ...options }) {
  const ran = await run(argv, options);
  if (ran.status !== 0) {
    throw new Failure(sentence, { next, output: ran.output });
  }
  return ran.output;
}
