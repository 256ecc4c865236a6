import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runLabCommand } from './command';
import { labDown, labStatus, labUp } from './lab';
import { run } from './run';
import { requireScratchNamespace, scratchFolder } from './scratch';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const tsx = here('../node_modules/.bin/tsx');

let folder: Awaited<ReturnType<typeof scratchFolder>>;
let said: string;
let complained: string;

beforeAll(async () => {
  await requireScratchNamespace();
  folder = await scratchFolder();
  await labUp({ hosts: 2, stateDir: folder.path });
});
afterAll(async () => {
  await labDown({ stateDir: folder.path });
  await folder.remove();
});
beforeEach(() => {
  said = '';
  complained = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const lab = (...words: string[]) => runLabCommand(words, { stateDir: folder.path });

it('lists the hosts as text and as JSON', async () => {
  expect(await lab('list', '--json')).toBe(0);
  expect(JSON.parse(said)).toMatchObject({ state: 'up', hosts: [{ name: 'node01' }, { name: 'node02' }] });
  said = '';
  expect(await lab('list')).toBe(0);
  expect(said).toMatch(/^node01 {2}up .*\nnode02 {2}up .*\nssh -i /);
});

it.each(['cut', 'mend', 'reboot'])('%s prints the host as it is then', async (verb) => {
  expect(await lab(verb, 'node02', '--json')).toBe(0);
  expect(JSON.parse(said)).toMatchObject({ name: 'node02', state: verb === 'cut' ? 'cut' : 'up' });
});

it('slow takes milliseconds', async () => {
  expect(await lab('slow', 'node02', '--ms', '5', '--json')).toBe(0);
  expect(JSON.parse(said)).toMatchObject({ slowMs: 5 });
});

describe('words that are wrong', () => {
  it.each([
    { words: ['sideways'], says: 'There is no `overlane lab sideways`.' },
    { words: ['up', '--hosts', 'two'], says: '--hosts takes a whole number, not `two`.' },
    { words: ['up', 'node01'], says: 'up takes no further word.' },
    { words: ['reboot'], says: 'reboot needs one host.' },
    { words: ['slow', 'node01'], says: 'slow needs --ms N.' },
    { words: ['exec', 'node01'], says: 'exec needs a host and a command' },
    { words: ['list', '--fast'], says: '--fast' },
  ])('$words end with status 2 and say what would be right', async ({ words, says }) => {
    expect(await lab(...words)).toBe(2);
    expect(complained).toContain(says);
    expect(await lab(...words.slice(0, 1), '--json', ...words.slice(1))).toBe(2);
    expect(JSON.parse(said).error.code).toBe('usage');
  });
});

it('a refusal ends with status 1, its code and what to do', async () => {
  expect(await lab('cut', 'node09')).toBe(1);
  expect(complained).toBe('overlane lab: There is no host node09 in this lab. It has node01, node02.\n');
  expect(await lab('cut', 'node09', '--json')).toBe(1);
  expect(JSON.parse(said)).toEqual({
    error: {
      code: 'unknown-host',
      sentence: 'There is no host node09 in this lab.',
      remedy: 'It has node01, node02.',
    },
  });
});

describe('exec, as a process', () => {
  const words = (...argv: string[]) => [tsx, here('./fixtures/lab-command.ts'), folder.path, ...argv];

  it('passes input, outputs and status through, and options of the program with them', async () => {
    const script = 'read word; echo "$word $1"; echo bad >&2; exit 9';
    const argv = words('exec', 'node01', '--', 'sh', '-c', script, 'sh', '--json');
    expect(await run(argv, 'in\n')).toEqual({ status: 9, stdout: 'in --json\n', stderr: 'bad\n' });
  });

  it('gives all of it as JSON', async () => {
    const ran = await run(words('exec', '--json', 'node01', 'cat'), 'in\n');
    expect(JSON.parse(ran.stdout)).toEqual({ host: 'node01', status: 0, stdout: 'in\n', stderr: '' });
  });

  it('ends the program in the host when it is ended itself', async () => {
    const [program = '', ...argv] = words('exec', 'node01', '--', 'sh', '-c', 'echo up; exec sleep 4321');
    const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    await once(child, 'exit');
    const left = await run(words('exec', 'node01', '--', 'ps', '-e', '-o', 'args'));
    expect(left.stdout).not.toContain('sleep 4321');
  });
});

it('an `up` that is interrupted ends what it started', async () => {
  const other = await scratchFolder();
  try {
    const argv = [tsx, here('./fixtures/lab-command.ts'), other.path, 'up', '--hosts', '40'];
    // In a namespace of its own, since a lab runs in this one.
    const child = spawn('unshare', ['--net', ...argv], { stdio: 'ignore' });
    await expect
      .poll(async () => (await labStatus({ stateDir: other.path })).state, { timeout: 10_000, interval: 5 })
      .toBe('starting');
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(1);
    expect((await labStatus({ stateDir: other.path })).state).toBe('none');
  } finally {
    await other.remove();
  }
});
