import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CUT_DELIVERY, parseFramed } from './framing';
import { loginShells, runLocally } from './local-shell.testing';
import type { Job, Section } from './runner';
import { newNonce, renderJob, renderStream } from './script';

// Shells start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-script-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As on hosts of different distributions, `sh` is one shell or the other. */
const shells = ['dash', 'bash'];

function where(sh: string): Record<string, string> {
  const place = join(folder, sh);
  if (!existsSync(place)) {
    mkdirSync(place);
    symlinkSync(`/bin/${sh}`, join(place, 'sh'));
  }
  return { PATH: `${place}:${process.env.PATH}` };
}

const section = (name: string, program: string, rest: Partial<Section> = {}): Section => ({
  name,
  argv: ['sh', '-c', program],
  onFailure: 'continue',
  ...rest,
});
const jobOf = (...sections: Section[]): Job => ({ sections, timeoutMs: 1000 });

async function answer(job: Job, options: Parameters<typeof runLocally>[1]) {
  const nonce = newNonce();
  const ended = await runLocally(renderJob(job, nonce, 'root'), options);
  const names = job.sections.map(({ name }) => name);
  return { ...ended, ...parseFramed(ended.stdout, ended.stderr, nonce, names) };
}

describe.each(shells)('a job where sh is %s', (sh) => {
  const run = (job: Job) => answer(job, { env: where(sh) });

  it('tells each section its own output, errors and exit status, byte for byte', async () => {
    const job = jobOf(
      section('plain', 'echo out; echo err >&2'),
      section('no newline', 'printf end; printf bad >&2; exit 3'),
      section('empty', ':'),
      section('newlines', 'printf "\\n\\n"; exit 255'),
      {
        name: 'argv',
        argv: ['printf', '%s|', 'a b', "it's", '$HOME', '`id`', '\\', ''],
        onFailure: 'continue',
      },
    );
    const { sections, complete, code } = await run(job);
    expect({ complete, code }).toEqual({ complete: true, code: 0 });
    expect(sections).toEqual([
      { name: 'plain', code: 0, stdout: 'out\n', stderr: 'err\n' },
      { name: 'no newline', code: 3, stdout: 'end', stderr: 'bad' },
      { name: 'empty', code: 0, stdout: '', stderr: '' },
      { name: 'newlines', code: 255, stdout: '\n\n', stderr: '' },
      { name: 'argv', code: 0, stdout: "a b|it's|$HOME|`id`|\\||", stderr: '' },
    ]);
  });

  it('gives a section its input as it is, a megabyte of it and none', async () => {
    const large = `${'x \'"\\$(`é\u2028\n'.repeat(80_000)}no newline at the end`;
    const job = jobOf(
      { name: 'large', argv: ['cat'], input: large, onFailure: 'stop' },
      { name: 'empty', argv: ['cat'], input: '', onFailure: 'stop' },
      { name: 'none', argv: ['cat'], onFailure: 'stop' },
      { name: 'unread', argv: ['true'], input: large, onFailure: 'stop' },
      section('after', 'echo there'),
    );
    expect(Buffer.byteLength(large)).toBeGreaterThan(1_000_000);
    const { sections, complete } = await run(job);
    expect(complete).toBe(true);
    expect(sections.map(({ name, code }) => [name, code])).toEqual([
      ['large', 0],
      ['empty', 0],
      ['none', 0],
      ['unread', 0],
      ['after', 0],
    ]);
    expect(sections[0]?.stdout === large).toBe(true);
    expect(sections.slice(1).map(({ stdout }) => stdout)).toEqual(['', '', '', 'there\n']);
  });

  it('ends at a section that fails and says stop', async () => {
    const job = jobOf(section('a', 'exit 1', { onFailure: 'stop' }), section('b', 'echo b'));
    const { sections, complete } = await run(job);
    expect(complete).toBe(true);
    expect(sections.map(({ name }) => name)).toEqual(['a']);
  });

  it('goes on at the section that a failed one skips to, and only then', async () => {
    const job = (code: number) =>
      jobOf(
        section('write', `exit ${code}`, { onFailure: { skipTo: 'read' } }),
        section('write more', 'echo more'),
        section('read', 'echo read'),
        section('read more', 'echo read more'),
      );
    const names = async (code: number) => (await run(job(code))).sections.map(({ name }) => name);
    expect(await names(7)).toEqual(['write', 'read', 'read more']);
    expect(await names(0)).toEqual(['write', 'write more', 'read', 'read more']);
  });

  it('finds programs of sbin, and has the C locale', async () => {
    const env = { ...where(sh), LC_ALL: 'de_DE.UTF-8' };
    const { sections } = await answer(jobOf(section('env', 'echo "$PATH $LC_ALL"')), { env });
    expect(sections[0]?.stdout).toMatch(/:\/usr\/sbin:\/sbin:.* C\n$/);
  });

  it('runs nothing of a delivery that was cut, at whatever byte', async () => {
    const witness = join(folder, `witness-${sh}`);
    const nonce = newNonce();
    const script = renderJob(
      jobOf({ name: 'touch', argv: ['touch', witness], onFailure: 'stop' }),
      nonce,
      'root',
    );
    const bytes = Buffer.byteLength(script.stdin);
    expect(bytes).toBe(script.stdin.length);
    // bash starts too slowly for each byte of the middle.
    const counts = (at: number) => sh === 'dash' || at < 50 || at > bytes - 50 || at % 8 === 0;
    const cuts = Array.from({ length: bytes }, (_, at) => at).filter(counts);
    for (let from = 0; from < cuts.length; from += 32) {
      const some = cuts.slice(from, from + 32);
      const codes = some.map(async (at) => {
        const { code, stdout } = await runLocally(
          { ...script, stdin: script.stdin.slice(0, at) },
          { env: where(sh) },
        );
        return { at, code, stdout: stdout.toString() };
      });
      expect(await Promise.all(codes)).toEqual(some.map((at) => ({ at, code: CUT_DELIVERY, stdout: '' })));
    }
    expect(existsSync(witness)).toBe(false);
    await runLocally(script, { env: where(sh) });
    expect(existsSync(witness)).toBe(true);
  });
});

it('a delivery whose beginning somebody else read runs nothing', async () => {
  const witness = join(folder, 'beheaded');
  const script = renderJob(
    jobOf({ name: 'touch', argv: ['touch', witness], onFailure: 'stop' }),
    newNonce(),
    'root',
  );
  const command = `read -r first; ${script.command}`;
  expect((await runLocally({ command, stdin: script.stdin })).code).toBe(CUT_DELIVERY);
  expect(existsSync(witness)).toBe(false);
});

it.each(loginShells())('the constant command means the same to the login shell %s', async (shell) => {
  const { sections, complete } = await answer(jobOf(section('a', 'echo a; exit 4')), { shell });
  expect(complete).toBe(true);
  expect(sections).toEqual([{ name: 'a', code: 4, stdout: 'a\n', stderr: '' }]);
});

it('a noisy profile, a traced shell and a strict one do not disturb the answer', async () => {
  const profile = join(folder, 'profile');
  writeFileSync(profile, 'echo welcome; echo "0 begin 0"; echo "0 end 0 0"; echo hm >&2\n');
  const env = { BASH_ENV: profile, ENV: profile, SHELLOPTS: 'xtrace:verbose:errexit:nounset' };
  const job = jobOf(section('a', 'exit 3'), section('b', 'echo b'));
  for (const sh of shells) {
    const { sections, complete, stdout } = await answer(job, {
      shell: 'bash',
      env: { ...where(sh), ...env },
    });
    expect(stdout.toString()).toContain('welcome');
    expect(complete).toBe(true);
    expect(sections.map(({ name, code, stdout }) => [name, code, stdout])).toEqual([
      ['a', 3, ''],
      ['b', 0, 'b\n'],
    ]);
  }
});

it('a section can print the marks of another job without being cut by them', async () => {
  const forged = `\n${newNonce()} end 0 0\n\n${newNonce()} done\n`;
  const job = jobOf({ name: 'a', argv: ['printf', '%s', forged], onFailure: 'stop' });
  expect((await answer(job, {})).sections[0]?.stdout).toBe(forged);
});

it('sudo runs the same constant command', () => {
  const job = jobOf(section('a', 'true'));
  const nonce = newNonce();
  const root = renderJob(job, nonce, 'root');
  expect(renderJob(job, nonce, 'sudo')).toEqual({ ...root, command: `sudo -n -- ${root.command}` });
});

it.each([
  [
    'a section that skips backwards',
    jobOf(section('a', 'true'), section('b', 'true', { onFailure: { skipTo: 'a' } })),
  ],
  ['a NUL byte in a word', jobOf({ name: 'a', argv: ['echo', '\0'], onFailure: 'stop' })],
  ['a NUL byte in an input', jobOf({ name: 'a', argv: ['cat'], input: '\0', onFailure: 'stop' })],
  ['a section without a program', jobOf({ name: 'a', argv: [], onFailure: 'stop' })],
])('%s is refused before anything is sent', (_, job) => {
  expect(() => renderJob(job, newNonce(), 'root')).toThrow(TypeError);
});

describe.each(shells)('a stream where sh is %s', (sh) => {
  const start = (argv: string[], input: 'whole' | 'beats' | 'silence', limitMs = 60_000) => {
    const script = renderStream(argv, limitMs, newNonce(), 'root');
    return runLocally(script, { input, env: where(sh) });
  };

  it.concurrent('ends at once with the status of a command that ends by itself', async () => {
    const { code, stdout } = await start(['sh', '-c', 'echo said; exit 6'], 'beats');
    expect(code).toBe(6);
    expect(stdout.toString()).toMatch(/begin 0\nsaid\n$/);
  });

  it.concurrent('goes on as long as signs of life come', async () => {
    const { code, ms } = await start(['sh', '-c', 'sleep 5.5; exit 7'], 'beats');
    expect(code).toBe(7);
    expect(ms).toBeGreaterThan(5400);
  });

  it.concurrent('ends the command when the input ends', async () => {
    const { ms } = await start(['sleep', '60'], 'whole');
    expect(ms).toBeLessThan(3000);
  });

  it.concurrent('ends a command that ignores to be asked', async () => {
    const script = 'trap "" TERM; echo up; while :; do sleep 0.2; done';
    const { ms } = await start(['sh', '-c', script], 'silence');
    expect(ms).toBeLessThan(6500);
  });

  it.concurrent('ends the command within 5 s of the last sign of life', async () => {
    const { ms } = await start(['sleep', '60'], 'silence');
    expect(ms).toBeGreaterThan(2500);
    expect(ms).toBeLessThan(5000);
  });

  it.concurrent('ends the command after its time, signs of life or not', async () => {
    const { ms } = await start(['sleep', '60'], 'beats', 2000);
    expect(ms).toBeGreaterThan(1900);
    expect(ms).toBeLessThan(4000);
  });
});

it.each(['a\nb', 'a\rb', 'a\0b'])('a streamed word cannot hold %j', (word) => {
  expect(() => renderStream(['ping', word], 1000, newNonce(), 'root')).toThrow(TypeError);
});
