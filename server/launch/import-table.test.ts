import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

type Case = { from: string; to: string; typeOnly?: boolean };

const forbidden: Case[] = [
  { from: 'server/model', to: 'server/db' },
  { from: 'server/model', to: 'server/status', typeOnly: true },
  { from: 'server/plan', to: 'server/ssh' },
  { from: 'server/plan', to: 'server/ssh', typeOnly: true },
  { from: 'server/plan', to: 'server/compile' },
  { from: 'server/compile', to: 'server/observe' },
  { from: 'server/status', to: 'server/diagnose' },
  { from: 'server/diagnose', to: 'server/controller' },
  { from: 'server/observe', to: 'server/push' },
  { from: 'server/observe/parse', to: 'server/ssh' },
  { from: 'server/push', to: 'server/plan' },
  { from: 'server/probe', to: 'server/db' },
  { from: 'server/intent', to: 'server/compile' },
  { from: 'server/ssh', to: 'server/db' },
  { from: 'server/db', to: 'server/intent' },
  { from: 'server/auth', to: 'server/api' },
  { from: 'server/controller', to: 'server/api' },
  { from: 'server/controller', to: 'server/auth' },
  { from: 'server/api', to: 'server/ssh' },
  { from: 'server/api', to: 'server/push' },
  { from: 'server/api', to: 'server/observe' },
  { from: 'server/api', to: 'server/controller' },
  { from: 'server/cli', to: 'server/api' },
  { from: 'server/cli', to: 'server/intent', typeOnly: true },
  { from: 'server/launch', to: 'server/controller' },
  { from: 'components/ui', to: 'server/model' },
  { from: 'components/ui', to: 'components/topology' },
  { from: 'components/panels', to: 'server/api' },
  { from: 'components/panels', to: 'server/status' },
  { from: 'components/panels', to: 'server/push', typeOnly: true },
  { from: 'components/panels', to: 'server/controller', typeOnly: true },
  { from: 'components/panels', to: 'app' },
  { from: 'app', to: 'server/db' },
  { from: 'app', to: 'server/controller' },
  { from: 'lab', to: 'server/model' },
];

const allowed: Case[] = [
  { from: 'server/plan', to: 'server/model' },
  { from: 'server/plan', to: 'server/compile', typeOnly: true },
  { from: 'server/observe', to: 'server/ssh' },
  { from: 'server/observe', to: 'server/observe/parse' },
  { from: 'server/observe/parse', to: 'server/model' },
  { from: 'server/intent', to: 'server/db' },
  { from: 'server/controller', to: 'server/push' },
  { from: 'server/push', to: 'server/plan', typeOnly: true },
  { from: 'server/cli', to: 'server/api', typeOnly: true },
  { from: 'server/cli', to: 'lab' },
  { from: 'components/panels', to: 'components/ui' },
  { from: 'components/panels', to: 'server/api', typeOnly: true },
  { from: 'app', to: 'components/panels' },
  { from: 'app', to: 'server/api' },
  { from: 'app', to: 'server/auth' },
];

type Report = {
  summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] };
  modules: { source: string }[];
};

function cruise(cwd: string, folders: string[]): Report {
  const argv = [join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')];
  argv.push('--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json', ...folders);
  const ran = spawnSync(process.execPath, argv, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (!ran.stdout.startsWith('{')) {
    throw new Error(ran.stdout + ran.stderr);
  }
  return JSON.parse(ran.stdout) as Report;
}

const fileOf = ({ from, to, typeOnly }: Case) =>
  `${from}/imports-${to.replaceAll('/', '-')}${typeOnly ? '-types' : ''}.${/^(app|components)/.test(from) ? 'tsx' : 'ts'}`;
const nameOf = (each: Case) => `${each.from} → ${each.typeOnly ? 'types of ' : ''}${each.to}`;

describe('the check of the import table', () => {
  const tree = mkdtempSync(join(tmpdir(), 'overlane-imports-'));
  let report: Report;

  function write(path: string, text: string) {
    mkdirSync(join(tree, dirname(path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }

  beforeAll(() => {
    write(
      'tsconfig.json',
      '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "paths": { "@/*": ["./*"] } } }',
    );
    for (const each of [...forbidden, ...allowed]) {
      write(`${each.to}/thing.ts`, 'export type Thing = number;\nexport const thing = 1;\n');
      // By the alias or by a relative path, in turns.
      const target =
        each.from.length % 2 ? `@/${each.to}/thing` : `${each.from.replace(/[^/]+/g, '..')}/${each.to}/thing`;
      write(
        fileOf(each),
        each.typeOnly
          ? `import type { Thing } from '${target}';\nexport const one: Thing = 1;\n`
          : `import { thing } from '${target}';\nexport const one = thing;\n`,
      );
    }
    write(
      'server/compile/reads.ts',
      "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
    );
    write('server/db/one.ts', "import { two } from './two';\nexport const one: number = two;\n");
    write('server/db/two.ts', "import { one } from './one';\nexport const two: number = one;\n");
    write('server/push/lost.ts', "import { nothing } from './not-there';\nexport const lost = nothing;\n");
    write('server/controller/face.ts', 'export type Controller = object;\n');
    write(
      'server/api/face.ts',
      "import type { Controller } from '../controller/face';\nexport type Context = Controller;\n",
    );
    report = cruise(tree, ['server', 'components', 'app', 'lab']);
  }, 60_000);

  afterAll(() => rmSync(tree, { recursive: true }));

  const rulesBrokenBy = (file: string) =>
    report.summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);

  it.each(forbidden.map((each) => [nameOf(each), each] as const))('refuses %s', (_, each) => {
    expect(rulesBrokenBy(fileOf(each)).join()).toMatch(/-imports/);
  });

  it.each(allowed.map((each) => [nameOf(each), each] as const))('lets pass %s', (_, each) => {
    expect(rulesBrokenBy(fileOf(each))).toEqual([]);
  });

  it('lets the API see the face of the controller', () => {
    expect(rulesBrokenBy('server/api/face.ts')).toEqual([]);
  });

  it('refuses Node in a pure stage, a circle, and what cannot be found', () => {
    expect(rulesBrokenBy('server/compile/reads.ts')).toEqual(['pure-stages']);
    expect(rulesBrokenBy('server/db/one.ts')).toContain('no-circle');
    expect(rulesBrokenBy('server/push/lost.ts')).toEqual(['resolvable']);
  });
});
