/** `overlane lab …`: words in, a lab's verbs, text or JSON out, an exit status. */

import { parseArgs } from 'node:util';
import { LabError } from './error';
import {
  cutHost,
  execInHost,
  type LabHost,
  type LabStatus,
  labDown,
  labStatus,
  labUp,
  mendHost,
  rebootHost,
  slowHost,
} from './lab';

export const LAB_USAGE = `overlane lab: real hosts on this machine, each with its own kernel networking and sshd

  overlane lab up [--hosts N]      start N hosts (2): node01, node02, …
  overlane lab down                end them; nothing is left behind but keys and logs
  overlane lab list                what runs, and how to reach it
  overlane lab exec HOST -- CMD…   run a program in a host, as root, cut or not
  overlane lab reboot HOST         lose all its kernel state
  overlane lab cut HOST            take its management cable down
  overlane lab mend HOST           bring it up again
  overlane lab slow HOST --ms N    make each of its ssh sessions wait; 0 ends it

  --json                           print JSON, errors too
`;

/** Wrong words: status 2, as against 1 for what could not be done. */
class UsageError extends Error {}

/**
 * @param argv the words after `overlane lab`
 * @returns the exit status: 0 for success only; of `exec`, the program's own
 */
export async function runLabCommand(argv: string[], { stateDir }: { stateDir: string }): Promise<number> {
  const isJson = argv.slice(0, endOfOptions(argv)).includes('--json');
  try {
    return await dispatch(argv, stateDir);
  } catch (error) {
    return report(error, isJson);
  }
}

function endOfOptions(argv: string[]): number {
  const end = argv.indexOf('--');
  return end < 0 ? argv.length : end;
}

async function dispatch(argv: string[], stateDir: string): Promise<number> {
  const [verb = 'help', ...words] = argv;
  if (verb === 'help' || verb === '--help' || verb === '-h') {
    process.stdout.write(LAB_USAGE);
    return 0;
  }
  if (verb === 'exec') {
    return execute(words, stateDir);
  }
  const { hosts, ms, json = false, rest } = parse(words);
  const say = (value: unknown, text: string) => print(json ? JSON.stringify(value, null, 2) : text);
  if (verb === 'up' || verb === 'down' || verb === 'list') {
    expectWords(verb, rest, 0);
  }
  switch (verb) {
    case 'up': {
      const count = hosts === undefined ? 2 : numberFor('--hosts', hosts);
      const stop = new AbortController();
      const end = () => stop.abort();
      process.on('SIGINT', end).on('SIGTERM', end);
      const lab = await labUp({ stateDir, hosts: count, signal: stop.signal });
      process.off('SIGINT', end).off('SIGTERM', end);
      return say(lab, table(lab));
    }
    case 'down': {
      const ended = await labDown({ stateDir });
      return say({ ended }, ended ? 'The lab has ended.' : 'There was no lab.');
    }
    case 'list': {
      const status = await labStatus({ stateDir });
      return say(status, table(status));
    }
    case 'reboot':
    case 'cut':
    case 'mend': {
      expectWords(verb, rest, 1);
      const host = await VERBS[verb]({ stateDir, host: rest[0] ?? '' });
      return say(host, line(host));
    }
    case 'slow': {
      expectWords(verb, rest, 1);
      if (ms === undefined) {
        throw new UsageError('slow needs --ms N.');
      }
      const host = await slowHost({ stateDir, host: rest[0] ?? '', ms: numberFor('--ms', ms) });
      return say(host, line(host));
    }
    default:
      throw new UsageError(`There is no \`overlane lab ${verb}\`.`);
  }
}

const VERBS = { reboot: rebootHost, cut: cutHost, mend: mendHost };

/** The first word that is no option of ours is the host; all after it belongs to the program. */
async function execute(words: string[], stateDir: string): Promise<number> {
  const isJson = words[0] === '--json';
  const [host, ...after] = isJson ? words.slice(1) : words;
  const argv = after[0] === '--' ? after.slice(1) : after;
  if (!host || host.startsWith('-') || argv.length === 0) {
    throw new UsageError('exec needs a host and a command: `overlane lab exec node01 -- ip addr`.');
  }
  if (isJson) {
    const result = await execInHost({ stateDir, host, argv, stdio: { input: await readInput() } });
    print(JSON.stringify({ host, ...result }, null, 2));
    return result.status;
  }
  const stop = new AbortController();
  const end = () => stop.abort();
  // The terminal sends Ctrl-C to the program as well, and what to do about it is for the program to say.
  const stay = () => {};
  process.on('SIGINT', stay).on('SIGTERM', end).on('SIGHUP', end);
  try {
    const { status } = await execInHost({ stateDir, host, argv, stdio: 'inherit', signal: stop.signal });
    return status;
  } finally {
    process.off('SIGINT', stay).off('SIGTERM', end).off('SIGHUP', end);
  }
}

async function readInput(): Promise<Buffer> {
  if (process.stdin.isTTY) {
    return Buffer.alloc(0);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function parse(words: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { hosts: { type: 'string' }, ms: { type: 'string' }, json: { type: 'boolean' } },
    });
    return { ...values, rest: positionals };
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function expectWords(verb: string, rest: string[], count: 0 | 1): void {
  if (rest.length !== count) {
    throw new UsageError(count === 0 ? `${verb} takes no further word.` : `${verb} needs one host.`);
  }
}

function numberFor(option: string, text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new UsageError(`${option} takes a whole number, not \`${text}\`.`);
  }
  return Number(text);
}

function table(status: LabStatus): string {
  switch (status.state) {
    case 'none':
      return `No lab runs from ${status.folder}.`;
    case 'starting':
      return `A lab is starting from ${status.folder}.`;
    case 'up': {
      const key = status.hosts[0]?.privateKeyPath;
      const foot = status.isReachable ? `ssh -i ${key} root@ADDRESS` : 'It is in another network namespace.';
      return [...status.hosts.map(line), foot].join('\n');
    }
  }
}

function line({ name, state, address, underlay, hostKeyFingerprint, pid, slowMs }: LabHost): string {
  const where = `${underlay.device} ${underlay.address}`;
  const slow = slowMs > 0 ? `  slow by ${slowMs} ms` : '';
  return `${name}  ${state.padEnd(4)}  ${address}  ${where}  ${hostKeyFingerprint}  pid ${pid}${slow}`;
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function report(error: unknown, isJson: boolean): number {
  const isUsage = error instanceof UsageError;
  const message = error instanceof Error ? error.message : String(error);
  if (isJson) {
    const known = error instanceof LabError;
    const code = known ? error.code : isUsage ? 'usage' : 'unexpected';
    const sentence = known ? error.sentence : message;
    print(JSON.stringify({ error: { code, sentence, remedy: known ? error.remedy : undefined } }, null, 2));
  } else {
    process.stderr.write(`overlane lab: ${message}\n${isUsage ? `\n${LAB_USAGE}` : ''}`);
  }
  return isUsage ? 2 : 1;
}
