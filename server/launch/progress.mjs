const isTerminal = process.stdout.isTTY === true && process.env.TERM !== 'dumb';
const isColoured = isTerminal && !process.env.NO_COLOR;

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
/** Without a terminal a step is announced once it is known to take its time, so that quick ones stay one line. */
const ANNOUNCE_AFTER_MS = 1500;

const colour = (code, text) => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text);
const write = (text) => process.stdout.write(text);

export const duration = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

/**
 * Runs `work` as one line of progress.
 * @template T
 * @param {string} label
 * @param {(detail: (text: string) => void) => Promise<T>} work may say what came of it
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const begun = performance.now();
  let detail = '';
  const stop = isTerminal ? animate(label, begun) : announce(label);
  try {
    const value = await work((text) => {
      detail = text;
    });
    stop();
    const took = duration(performance.now() - begun);
    write(`${colour(32, '✓')} ${label}${detail ? `: ${detail}` : ''} ${colour(2, `(${took})`)}\n`);
    return value;
  } catch (error) {
    stop();
    write(`${colour(31, '✗')} ${label} ${colour(2, `(${duration(performance.now() - begun)})`)}\n`);
    throw error;
  }
}

/** Something that a person should know, and that stops nothing. */
export function notice(text) {
  const [first, ...rest] = text.split('\n');
  write([`${colour(33, '!')} ${first}`, ...rest.map((line) => `  ${line}`), ''].join('\n'));
}

export function say(text = '') {
  write(`${text}\n`);
}

export const strong = (text) => colour(1, text);

function animate(label, begun) {
  let frame = 0;
  const draw = () => {
    const seconds = Math.floor((performance.now() - begun) / 1000);
    const took = seconds > 2 ? colour(2, ` ${seconds} s`) : '';
    write(`\r\x1b[2K${colour(36, FRAMES[frame++ % FRAMES.length])} ${label}${took}`);
  };
  draw();
  const timer = setInterval(draw, 100);
  return () => {
    clearInterval(timer);
    write('\r\x1b[2K');
  };
}

function announce(label) {
  const timer = setTimeout(() => write(`… ${label}\n`), ANNOUNCE_AFTER_MS);
  return () => clearTimeout(timer);
}
