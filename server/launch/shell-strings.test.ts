import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHELL_WITH_VARIABLE, shellStrings } from './shell-strings';

const ROOT = resolve(import.meta.dirname, '../..');

const faulty: Record<string, string> = {
  exec: "import { exec } from 'node:child_process';",
  'execSync under another name': "import { execSync as run } from 'child_process';",
  'exec of the whole module': "import * as cp from 'node:child_process';\ncp.exec(`ip link del ` + name);",
  'execSync of the default export': "import cp from 'node:child_process';\ncp.execSync('true');",
  'the option shell': "spawn('ip', [name], { shell: true });",
  'the option shell, chosen elsewhere': "spawn('ip', [name], { 'shell': useShell });",
  execCommand: 'await ssh.execCommand(`ping ` + address);',
  'sh -c with a template': "run(['sh', '-c', `ping ` + address]);",
  'a shell that is started with a text': "spawn('sh', ['-c', 'ping ' + address]);",
  'bash -lc with a variable': "run(['sudo', 'bash', '-lc', command]);",
};

const fine: Record<string, string> = {
  argv: "import { execFile, spawn } from 'node:child_process';\nspawn('ip', ['link', 'show', name]);",
  'exec of a pattern': 'const found = /x/.exec(text);',
  'a constant program for sh': "run(['sh', '-c', 'exec \"$@\"', 'sh', name]);",
  'a constant that has a name': "const script = 'exec ls';\nrun(['sh', '-c', script]);",
  'the browser': "document.execCommand('copy');",
  'words in comments and texts': "// spawn(x, { shell: true })\nconst text = 'execSync(x)';",
  'a word of our own': "answer(job, { shell: 'bash' });",
  'no shell, said aloud': "spawn('ip', [], { shell: false });",
};

describe('the ban on shell strings', () => {
  it.each(Object.entries(faulty))('finds %s', (_, text) => {
    expect(shellStrings('one.ts', text)).toHaveLength(1);
  });

  it.each(Object.entries(fine))('lets pass %s', (_, text) => {
    expect(shellStrings('one.ts', text)).toEqual([]);
  });

  it('holds for every source here', () => {
    const sources = filesBelow('server', 'lab', 'app', 'components', 'e2e', 'bench');
    expect(sources.length).toBeGreaterThan(100);
    const found = sources.flatMap((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      // Most files have none of the words, and need not be parsed.
      const places = /child_process|shell|execCommand|-[a-z]*c['"`]/.test(text)
        ? shellStrings(path, text)
        : [];
      return (
        places
          // The tests of quoting give real shells what has been quoted.
          .filter(({ what }) => !(isTest(path) && what === SHELL_WITH_VARIABLE))
          .map(({ line, what }) => `${path}:${line}: ${what}`)
      );
    });
    expect(found).toEqual([]);
  }, 30_000);
});

const isTest = (path: string) => /[.](test|testing)[.]ts$/.test(path);

function filesBelow(...folders: string[]): string[] {
  return folders.flatMap((folder) => {
    try {
      return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(ts|tsx|mjs|cjs)$/.test(path) && !path.includes('generated'))
        .map((path) => join(folder, path));
    } catch {
      return [];
    }
  });
}
